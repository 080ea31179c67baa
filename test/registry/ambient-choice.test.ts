/** Which choice of the environment a kept token belongs to. */
import { describe, expect, it } from 'vitest';
import { ambientChoice, suitsEnvironment } from '../../src/registry/ambient-choice.js';
import { identityFingerprint } from '../../src/registry/identity-fingerprint.js';
import { Secret } from '../../src/secret.js';

const environments = [
  {},
  { AWS_PROFILE: 'default' },
  { AWS_PROFILE: 'a' },
  { AWS_DEFAULT_PROFILE: 'a' },
  { AWS_ROLE_ARN: 'a' },
  { AWS_PROFILE: 'a', AWS_ROLE_ARN: 'a' },
];

describe('the choice of the environment', () => {
  it('is another one for each profile and role, and unset is one of its own', () => {
    expect(new Set(environments.map(ambientChoice)).size).toBe(environments.length);
    expect(ambientChoice({ AWS_PROFILE: '' })).toBe(ambientChoice({}));
  });

  it.each([{ kind: 'ambient' } as const, { kind: 'role', roleArn: 'arn', externalId: undefined } as const])(
    'tells the tokens of $kind apart',
    (identity) => {
      const prints = environments.map((environment) => identityFingerprint(identity, {}, ambientChoice(environment)));
      expect(new Set(prints).size).toBe(environments.length);
      const [unset = '', ...chosen] = prints;
      expect(environments.map((environment) => suitsEnvironment(unset, environment))).toEqual([
        true,
        false,
        false,
        false,
        false,
        false,
      ]);
      for (const print of chosen)
        for (const environment of environments) expect(suitsEnvironment(print, environment)).toBe(false);
    },
  );

  it('is no matter for keys and named profiles', () => {
    for (const identity of [
      { kind: 'keys', accessKeyId: 'A', secretAccessKey: new Secret('s') },
      { kind: 'profile', profile: 'p' },
    ] as const) {
      const [first = '', ...more] = environments.map((environment) =>
        identityFingerprint(identity, {}, ambientChoice(environment)),
      );
      expect(new Set([first, ...more]).size).toBe(1);
      for (const environment of environments) expect(suitsEnvironment(first, environment)).toBe(true);
    }
  });
});
