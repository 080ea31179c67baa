import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEcrHost } from '../../src/registry/ecr-host.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { foreignLookAlikes, refusedLookAlikes } from './look-alike-hosts.js';

const account = '123456789012';

describe('an ECR host is recognised', () => {
  it.each([
    ['dkr.ecr', 'us-east-1', 'amazonaws.com', false, false],
    ['dkr.ecr', 'cn-northwest-1', 'amazonaws.com.cn', false, false],
    ['dkr.ecr', 'eusc-de-east-1', 'amazonaws.eu', false, false],
    ['dkr.ecr', 'us-iso-east-1', 'c2s.ic.gov', false, false],
    ['dkr.ecr', 'us-isob-east-1', 'sc2s.sgov.gov', false, false],
    ['dkr.ecr', 'eu-isoe-west-1', 'cloud.adc-e.uk', false, false],
    ['dkr.ecr', 'us-isof-south-1', 'csp.hci.ic.gov', false, false],
    ['dkr.ecr-fips', 'us-gov-west-1', 'amazonaws.com', true, false],
    ['dkr-ecr', 'us-west-2', 'on.aws', false, true],
    ['dkr-ecr-fips', 'us-west-2', 'on.aws', true, true],
    ['dkr-ecr', 'cn-north-1', 'on.amazonwebservices.com.cn', false, true],
    ['dkr-ecr', 'eusc-de-east-1', 'on.amazonwebservices.eu', false, true],
    ['dkr-ecr', 'us-iso-east-1', 'on.aws.ic.gov', false, true],
    ['dkr-ecr', 'us-isob-east-1', 'on.aws.scloud', false, true],
    ['dkr-ecr', 'eu-isoe-west-1', 'on.cloud-aws.adc-e.uk', false, true],
    ['dkr-ecr', 'us-isof-south-1', 'on.aws.hci.ic.gov', false, true],
    ['dkr.ecr', 'some-region-of-tomorrow-17', 'amazonaws.com', false, false],
  ])('in every partition: %s.%s.%s', (service, region, suffix, fips, dualStack) => {
    expect(parseEcrHost(`${account}.${service}.${region}.${suffix}`)).toEqual({
      service: 'ecr',
      account,
      region,
      fips,
      dualStack,
    });
  });

  it.each(['public.ecr.aws', 'ecr-public.aws.com'])('of ECR Public, whose API is in us-east-1: %s', (host) => {
    expect(parseEcrHost(host)).toEqual({ service: 'ecr-public', region: 'us-east-1' });
  });

  it.each(['1234567890', '1', '012345678901', '1234567890123'])(
    'with account %s, zeros and all, as the documentation itself has ten digits',
    (digits) => {
      expect(parseEcrHost(`${digits}.dkr.ecr.us-east-1.amazonaws.com`)).toMatchObject({ account: digits });
    },
  );
});

it.each([...refusedLookAlikes, ...foreignLookAlikes].filter((name) => !name.includes('/')))(
  'is not fooled by %j',
  (host) => {
    expect(parseEcrHost(host)).toBeUndefined();
  },
);

it.each(['', 'docker.io', 'localhost', '[::1]', '123456789012.DKR.ECR.us-east-1.amazonaws.com', 'PUBLIC.ECR.AWS'])(
  'takes only ECR hosts in lower case, so not %j',
  (host) => {
    expect(parseEcrHost(host)).toBeUndefined();
  },
);

it(
  'recognises nothing outside of the domains that belong to Amazon',
  () => {
    const owned =
      /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|ic\.gov|sgov\.gov|adc-e\.uk|on\.aws|on\.amazonwebservices\.(?:com\.cn|eu)|scloud|ecr\.aws|aws\.com)$/;
    const label = fc.constantFrom(
      '123',
      '123456789012',
      'dkr',
      'ecr',
      'ecr-fips',
      'dkr-ecr',
      'us-east-1',
      'amazonaws',
      'com',
      'cn',
      'on',
      'aws',
      'evil',
      'public',
      'eu',
      'x',
    );
    const start = fc.constantFrom('', '123456789012.dkr.ecr.us-east-1.', '1.dkr-ecr-fips.eu-west-1.');
    const host = fc
      .tuple(start, fc.array(label, { minLength: 1, maxLength: 4 }))
      .map(([prefix, labels]) => prefix + labels.join('.'));
    let recognised = 0;
    fc.assert(
      fc.property(host, (text) => {
        if (!parseEcrHost(text)) return;
        recognised += 1;
        expect(text).toMatch(owned);
      }),
      { numRuns: fuzzRuns },
    );
    expect(recognised).toBeGreaterThan(0);
  },
  fuzzTimeout,
);

it(
  'puts the account and region of the host into its answer, and nothing else',
  () => {
    const accounts = fc.stringMatching(/^[0-9]{1,14}$/);
    const regions = fc.stringMatching(/^[a-z]{2,4}(-[a-z]{1,8}){1,3}-[0-9]{1,2}$/);
    fc.assert(
      fc.property(accounts, regions, (digits, region) => {
        expect(parseEcrHost(`${digits}.dkr.ecr.${region}.amazonaws.com`)).toMatchObject({ account: digits, region });
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it.each(['1', '1.dkr.ecr.', 'a-', '-', '.', '1.dkr.ecr.a-', '1.dkr.ecr.a.'])(
  'is done at once with 200,000 characters of %j',
  (repeated) => {
    const start = performance.now();
    expect(parseEcrHost(repeated.repeat(200_000 / repeated.length))).toBeUndefined();
    expect(parseEcrHost(`1.dkr.ecr.${repeated.repeat(200_000 / repeated.length)}.amazonaws.com!`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  },
);
