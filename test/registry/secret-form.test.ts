/** Secrets recognized by their form. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasAwsKeyIdForm, hasAwsSecretForm, hasSecretForm, shownUser } from '../../src/registry/secret-form.js';

const secretCharacters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+');
const keyCharacters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
const awsSecret = fc
  .array(fc.constantFrom(...secretCharacters), { minLength: 40, maxLength: 40 })
  .map((all) => all.join(''));
const awsKeyId = fc
  .tuple(fc.constantFrom('AKIA', 'ASIA'), fc.array(fc.constantFrom(...keyCharacters), { minLength: 16, maxLength: 16 }))
  .map(([prefix, rest]) => `${prefix}${rest.join('')}`);

it('every secret access key has the form of one, and is never shown', () => {
  fc.assert(
    fc.property(awsSecret, (text) => {
      expect([hasAwsSecretForm(text), hasAwsKeyIdForm(text), shownUser(text)]).toEqual([true, false, 'USER']);
      expect(hasAwsSecretForm(` ${text}\n`)).toBe(true);
    }),
  );
});

it('every access key id is none, and may be shown', () => {
  fc.assert(
    fc.property(awsKeyId, (text) => {
      expect([hasAwsSecretForm(text), hasAwsKeyIdForm(text), shownUser(text)]).toEqual([false, true, text]);
    }),
  );
});

it.each([
  'ghp_16C7e42F292c6912E7',
  'glpat-x',
  'dckr_pat_x',
  'eyJhbGciOi',
  'npm_abc',
  '-----BEGIN PRIVATE KEY-----',
  'x'.repeat(65),
])('%s is not shown', (text) => {
  expect([hasSecretForm(text), shownUser(text)]).toEqual([true, 'USER']);
});

it.each([
  'ci',
  'AWS',
  'awsauto',
  '_json_key',
  'oauth2accesstoken',
  'robot$team+puller',
  '00000000-0000-0000-0000-000000000000',
  'someone@example.com',
  'gitlab+deploy-token-1',
  'arn:aws:iam::123456789012:role/x',
])('%s is a user name', (text) => {
  expect(shownUser(text)).toBe(text);
});
