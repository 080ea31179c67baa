/** Tokens of a few hours are no passwords to keep. */
import { expect, it } from 'vitest';
import { reasonNotToKeep } from '../../src/registry/token-password.js';

const now = Date.UTC(2026, 0, 2, 12);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const webToken = (claims: unknown): string => `${encode({ alg: 'RS256' })}.${encode(claims)}.sig`;
const reason = (password: string, user = 'ci'): string | undefined => reasonNotToKeep({ user, password }, now);

it('is a web token that ends within a day, or has ended', () => {
  expect(reason(webToken({ exp: now / 1000 + 3 * 3600 }))).toBe('a token that ends at 2026-01-02T15:00:00Z');
  expect(reason(webToken({ exp: now / 1000 - 60 }), '<token>')).toBe('a token that ended at 2026-01-02T11:59:00Z');
});

it('is an access token of Google, by the users that it is used with', () => {
  for (const user of ['oauth2accesstoken', '_dcgcloud_token', '_dcgcr_2_1_5_token'])
    expect(reason('ya29.x', user)).toContain('Google access token');
});

it('is no password, no key file, and no token of weeks or without an end', () => {
  for (const password of [
    'right horse:battery',
    '{"type":"service_account"}',
    'a.b.c',
    'e30.e30.',
    'dckr_pat_x',
    webToken({}),
    webToken({ exp: '1' }),
    webToken({ exp: 1e300 }),
    webToken(null),
    webToken({ exp: now / 1000 + 30 * 86_400 }),
    `${'a'.repeat(20_000)}.${'b'.repeat(10)}.c`,
  ])
    expect(reason(password), password.slice(0, 40)).toBeUndefined();
  for (const user of ['_json_key', '_token', 'my_dcgcloud_token']) expect(reason('x', user)).toBeUndefined();
});
