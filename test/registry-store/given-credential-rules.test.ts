/** What may be stored at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import { TsRegError } from '../../src/errors.js';
import { checkFindable, checkGivenRecord } from '../../src/registry-store/given-credential-rules.js';
import { identityOf } from '../../src/registry/identity.js';
import type { RegistryType } from '../../src/registry/registry-type.js';
import { Secret } from '../../src/secret.js';
import { fuzzRuns } from '../support/fuzz-runs.js';

function check(user: string, secret: string, type: RegistryType = 'docker_v2'): () => void {
  return () => {
    const password = new Secret(secret);
    const identity = type === 'awsecr' ? identityOf(user, password) : undefined;
    checkGivenRecord({ registry: 'r.example.com', type, user, secret: password, identity }, 'add');
  };
}

describe('a record', () => {
  it.each<[string, string, RegistryType]>([
    ['', '', 'docker_v2'],
    ['ci', 'p', 'docker_v2'],
    ['<token>', 'identity token', 'docker_v2'],
    ['ci', 'pass word: "ü" 🐳', 'docker_v2'],
    ['AKIA', 'a/b+c=', 'awsecr'],
    ['_json_key', '{\n  "type": "service_account"\n}', 'docker_v2'],
    ['_json_key', '{\r\n\t"type": "service_account"\r\n}', 'docker_v2'],
    ['ci', '\n\nbegins with line breaks', 'docker_v2'],
  ])('of %j is accepted', (user, secret, type) => {
    expect(check(user, secret, type)).not.toThrow();
  });

  it.each<[string, string, string, RegistryType]>([
    ['the user name has control characters', 'c\ni', 'p', 'docker_v2'],
    ['the password has control characters, perhaps a line break at its end', 'ci', 'p\n', 'docker_v2'],
    ['the password has control characters, perhaps a line break at its end', 'ci', 'two\nlines\n', 'docker_v2'],
    ['the password has control characters, perhaps a line break at its end', 'ci', 'p\r', 'docker_v2'],
    ['the password has control characters, perhaps a line break at its end', 'ci', 'p\0q', 'docker_v2'],
    ['the password has control characters, perhaps a line break at its end', 'ci', 'p\u001b[31m', 'docker_v2'],
    ['the password has control characters, perhaps a line break at its end', 'AKIA', 'a\nb', 'awsecr'],
    ['the user name is longer than 1024 characters', 'u'.repeat(1025), 'p', 'docker_v2'],
    ['the password is longer than 16384 characters', 'ci', 'p'.repeat(16_385), 'docker_v2'],
    ["the user name has a ':', which HTTP Basic cannot carry", 'c:i', 'p', 'docker_v2'],
    ['there is a password but no user name', '', 'p', 'docker_v2'],
    ['the password is empty', 'ci', '', 'docker_v2'],
    ['an awsecr registry needs an access key id, awsauto, _iam_role or _aws_profile', '', '', 'awsecr'],
  ])('is refused: %s', (reason, user, secret, type) => {
    expect(check(user, secret, type)).toThrow(
      expect.objectContaining({ message: `r.example.com: ${reason}`, kind: 'refused', httpCode: 409 }),
    );
  });

  it('never repeats its secret when it is refused', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 6 }), (user, secret) => {
        try {
          check(user, `canary${secret}`)();
        } catch (error) {
          expect(error).toBeInstanceOf(TsRegError);
          expect(JSON.stringify([String(error), error])).not.toContain('canary');
        }
      }),
      { numRuns: fuzzRuns },
    );
  });
});

describe('a name that clients never ask for', () => {
  it.each([
    ['index.docker.io/v1', 'docker.io'],
    ['docker.io/v2', 'docker.io'],
    ['registry.example.com/v2', 'registry.example.com'],
    ['registry.example.com:5000/v1', 'registry.example.com:5000'],
    ['[::1]:5000/v2', "'[::1]:5000'"],
  ])('%s is refused, and the hint has the name that is asked for', (registry, asked) => {
    expect(() => {
      checkFindable(parseRegistryName(registry), 'ci');
    }).toThrow(
      expect.objectContaining({ httpCode: 409, hint: `ts-reg registry add ${asked} ci --password-stdin` }) as Error,
    );
  });

  it.each([
    'registry.example.com',
    'registry.example.com/team/v2',
    'registry.example.com/v2*',
    'registry.example.com/v3',
  ])('%s is none', (registry) => {
    expect(() => {
      checkFindable(parseRegistryName(registry), 'ci');
    }).not.toThrow();
  });
});
