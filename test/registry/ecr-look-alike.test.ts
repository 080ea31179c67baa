/** Hosts that look like Amazon ECR: which are typing mistakes, what was meant, and which belong to others. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecrPartitions, parseEcrHost } from '../../src/registry/ecr-host.js';
import { ecrLookAlike } from '../../src/registry/ecr-look-alike.js';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { foreignLookAlikes } from './look-alike-hosts.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const china = '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn';
const dual = '123456789012.dkr-ecr.us-west-2.on.aws';
const fips = '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com';

describe('a typing mistake is told with the host that was meant', () => {
  it.each([
    // a suffix that is off by a little
    ['123456789012.dkr.ecr.us-east-1.amazonaws.co', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.cm', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.org', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.net', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonaws', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazon.com', ecr],
    ['123456789012.dkr.ecr.us-east-1.amaz0naws.com', ecr],
    ['123456789012.dkr.ecr.us-east-1.amzonaws.com', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonwas.com', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com.com', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com.c', ecr],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.cn', china],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.ch', china],
    ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.e', '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu'],
    ['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.go', '123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov'],
    ['123456789012.dkr-ecr.us-west-2.on.aw', dual],
    ['123456789012.dkr-ecr.us-west-2.no.aws', dual],
    ['123456789012.dkr-ecr.us-west-2.aws', dual],
    // a dot that is missing, or another character in its place
    ['123456789012dkr.ecr.us-east-1.amazonaws.com', ecr],
    ['123456789012.dkrecr.us-east-1.amazonaws.com', ecr],
    ['123456789012.dkr.ecrus-east-1.amazonaws.com', ecr],
    ['123456789012.dkr.ecr.us-east-1amazonaws.com', ecr],
    ['123456789012.dkr.ecr.us-east-1.amazonawscom', ecr],
    ['123456789012-dkr.ecr.us-east-1.amazonaws.com', ecr],
    ['123456789012.dkr.ecr-us-east-1.amazonaws.com', ecr],
    ['123456789012.dkr.ecr.us-east-1-amazonaws.com', ecr],
    ['123456789012.dkr.ecr.us_east_1.amazonaws.com', ecr],
    ['123456789012.dkr_ecr.us-east-1.amazonaws.com', ecr],
    ['123456789012.dkr-ecrfips.us-west-2.on.aws', '123456789012.dkr-ecr-fips.us-west-2.on.aws'],
    ['123456789012.dkr.ecr_fips.us-gov-west-1.amazonaws.com', fips],
    // an account with dashes
    ['1234-5678-9012.dkr.ecr.us-east-1.amazonaws.com', ecr],
    ['1234.5678.9012.dkr.ecr.us-east-1.amazonaws.com', ecr],
    ['1234_5678_9012.dkr.ecr.us-east-1.amazonaws.com', ecr],
    ['1234-5678-9012.dkr-ecr.us-west-2.on.aws', dual],
    ['1234-5678-9012.dkr.ecr.cn-north-1.amazonaws.com.cn', china],
    ['1234-5678-9012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', fips],
    // a label that is misspelled or left out
    ['123456789012.drk.ecr.us-east-1.amazonaws.com', ecr],
    ['123456789012.dkr.erc.us-east-1.amazonaws.com', ecr],
    ['123456789012.ecr.us-east-1.amazonaws.com', ecr],
    ['1234-5678-9012.dkr.ecr.us-east-1.amazonaws.co', ecr],
    // ECR Public
    ['public.ecr.aw', 'public.ecr.aws'],
    ['public-ecr.aws', 'public.ecr.aws'],
    ['pubilc.ecr.aws', 'public.ecr.aws'],
    ['ecr-public.aws.co', 'ecr-public.aws.com'],
  ])('%s', (host, correction) => {
    expect(ecrLookAlike(host)).toEqual({ kind: 'near-miss', correction });
  });

  it.each([
    'dkr.ecr.us-east-1.amazonaws.com',
    'account.dkr.ecr.us-east-1.amazonaws.com',
    '123456789012.dkr.ecr.amazonaws.com',
    'x.123456789012.dkr.ecr.us-east-1.amazonaws.com',
    '12-34.dkr.ecr.us-east-1.amazonaws.com',
  ])('also where Amazon owns the domain but the rest does not tell what was meant: %s', (host) => {
    expect(ecrLookAlike(host)).toEqual({ kind: 'near-miss', correction: undefined });
  });
});

it.each([
  '000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud',
  '000000000000.dkr.ecr.us-east-1.localhost',
  '123456789012.dkr.ecr.us-east-1.mirror.corp.example',
  'vpce-0a1b2c3d4e5f.dkr.ecr.us-east-1.vpce.amazonaws.com',
  'vpce-0a1b2c3d4e5f-xyz.api.ecr.us-east-1.vpce.amazonaws.com',
  'api.ecr.us-east-1.amazonaws.com',
  'ecr.mirror.example.com',
  'ecr-cache.example.com',
  'ecr',
  'public.ecr.corp.example',
  `${ecr}.evil.com`,
])('a foreign name with ECR in it is not a mistake: %s', (host) => {
  expect(ecrLookAlike(host)).toEqual({ kind: 'resembling', correction: undefined });
});

it.each([
  'docker.io',
  'secret-registry.example.com',
  'ghcr.io',
  'localhost',
  '127.0.0.1',
  '[::1]',
  'registry.us-east-1.example.com',
  'myecr.example.com',
  '123456789012.dkr.example.com',
  '',
])('%j has nothing of ECR', (host) => {
  expect(ecrLookAlike(host)).toBeUndefined();
});

const accounts = fc.stringMatching(/^[0-9]{12}$/);
const regions = fc.constantFrom(
  'us-east-1',
  'us-gov-west-1',
  'ap-southeast-12',
  'cn-northwest-1',
  'eusc-de-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
);
const services = fc.constantFrom('dkr.ecr', 'dkr.ecr-fips', 'dkr-ecr', 'dkr-ecr-fips');
const suffixes = fc.constantFrom(...ecrPartitions.flatMap(({ suffix, dualStackSuffix }) => [suffix, dualStackSuffix]));
const validHosts = fc.tuple(accounts, services, regions, suffixes).map((parts) => parts.join('.'));

it(
  'never refuses a valid host, whatever its account, region and partition',
  () => {
    const anyRegion = fc.oneof(regions, fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}$/));
    const anyAccount = fc.stringMatching(/^[0-9]{1,14}$/);
    fc.assert(
      fc.property(fc.tuple(anyAccount, services, anyRegion, suffixes), (parts) => {
        expect(ecrLookAlike(parts.join('.'))).toBeUndefined();
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it(
  'never proposes a name that is not a valid ECR host, and proposes one for most hosts that are off by one',
  () => {
    const edit = fc.record({
      kind: fc.constantFrom('drop', 'double', 'replace', 'swap'),
      at: fc.nat(),
      by: fc.constantFrom('a', 'z', '0', '1', '.', '-', '_'),
    });
    const edited = fc
      .tuple(validHosts, fc.array(edit, { minLength: 1, maxLength: 3 }))
      .map(([host, edits]) => edits.reduce(mistyped, host));
    let proposed = 0;
    fc.assert(
      fc.property(fc.oneof(edited, fc.constantFrom(...foreignLookAlikes), fc.string()), (host) => {
        const correction = ecrLookAlike(host)?.correction;
        if (correction === undefined) return;
        proposed += 1;
        expect(parseEcrHost(correction)).toBeDefined();
        expect(parseRegistryName(correction).text).toBe(correction);
        expect(correction).not.toBe(host);
      }),
      { numRuns: fuzzRuns },
    );
    expect(proposed).toBeGreaterThan(fuzzRuns / 10);
  },
  fuzzTimeout,
);

function mistyped(
  host: string,
  { kind, at, by }: { readonly kind: string; readonly at: number; readonly by: string },
): string {
  const index = at % Math.max(1, host.length);
  const [before, here, after] = [host.slice(0, index), host.slice(index, index + 1), host.slice(index + 1)];
  if (kind === 'drop') return before + after;
  if (kind === 'double') return before + here + here + after;
  return kind === 'replace' ? before + by + after : before + after.slice(0, 1) + here + after.slice(1);
}

it.each(['1', '1-', '1.', '1.dkr.ecr.', 'ecr-', 'us-east-1', '1.dkr.ecr.us-east-1.', '-', '.', '1_'])(
  'is done at once with 200,000 characters of %j',
  (repeated) => {
    const text = repeated.repeat(200_000 / repeated.length);
    const start = performance.now();
    for (const host of [
      text,
      `1.dkr.ecr.${text}`,
      `1.dkr.ecr.us-east-1.${text}`,
      text.slice(0, 253),
      `1.dkr.ecr.${text}`.slice(0, 253),
    ])
      ecrLookAlike(host);
    expect(performance.now() - start).toBeLessThan(500);
  },
);
