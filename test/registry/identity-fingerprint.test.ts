/** What tells the identities of kept tokens apart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityFingerprint } from '../../src/registry/identity-fingerprint.js';
import { type AwsIdentity, identityOf } from '../../src/registry/identity.js';
import { Secret } from '../../src/secret.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const arn = 'arn:aws:iam::123456789012:role/pull';
const of = (user: string, secret: string): AwsIdentity => identityOf(user, new Secret(secret));

describe('a fingerprint', () => {
  it('has 32 hexadecimal digits and holds no secret: another secret key, the same fingerprint', () => {
    const print = identityFingerprint(of('AKIA', 'one'), {}, '');
    expect(print).toMatch(/^[0-9a-f]{32}$/);
    expect(identityFingerprint(of('AKIA', 'two'), {}, '')).toBe(print);
  });

  it('tells apart who asks and where', () => {
    const identities = [
      of('AKIA', 's'),
      of('AKIB', 's'),
      of('awsauto', 's'),
      of('_iam_role', arn),
      of('_iam_role', `${arn};x`),
      of('_aws_profile', arn),
      of('_aws_profile', 'x'),
    ];
    const locations = [
      {},
      { region: 'us-east-1' },
      { account: 'us-east-1' },
      { endpoint: 'us-east-1' },
      { region: 'us-east-1', account: '1' },
      { region: 'us-east-11' },
    ];
    const prints = identities.flatMap((identity) =>
      locations.map((location) => identityFingerprint(identity, location, '')),
    );
    expect(new Set(prints).size).toBe(identities.length * locations.length);
  });

  it(
    'never runs two fields together',
    () => {
      const word = fc.string({ maxLength: 4 });
      const fields = fc.record({ profile: word, region: word, account: word, endpoint: word });
      fc.assert(
        fc.property(fields, fields, (left, right) => {
          const print = ({ profile, ...location }: typeof left): string =>
            identityFingerprint({ kind: 'profile', profile }, location, '');
          expect(print(left) === print(right)).toBe(
            JSON.stringify(Object.values(left)) === JSON.stringify(Object.values(right)),
          );
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});
