/** What a JSON Web Token says. */
import { describe, expect, it } from 'vitest';
import { readClaims } from '../../src/ecr/json-web-token.js';

const claims = { iss: 'https://issuer.example', sub: 'repo:o/r', aud: 'sts.amazonaws.com', exp: 1_800_000_000 };

function token(payload: unknown): string {
  return `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`;
}

describe('the claims of a token', () => {
  it('are read with one audience or several, and with or without an end', () => {
    const read = { issuer: 'https://issuer.example', subject: 'repo:o/r' };
    expect(readClaims(token(claims))).toEqual({
      ...read,
      audiences: ['sts.amazonaws.com'],
      expiresAt: 1_800_000_000_000,
    });
    expect(readClaims(token({ ...claims, exp: undefined, aud: ['a', 'b'] }))).toEqual({
      ...read,
      audiences: ['a', 'b'],
      expiresAt: undefined,
    });
  });

  it.each([1e18, -1e18, Infinity, '1800000000'])('with the end %s, which is no date, have none', (exp) => {
    expect(readClaims(token({ ...claims, exp }))?.expiresAt).toBeUndefined();
  });

  it.each([
    ['no token', 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['two parts', token(claims).split('.').slice(0, 2).join('.')],
    ['a line break', `${token(claims)}\n`],
    ['no JSON', `a.${Buffer.from('{').toString('base64url')}.c`],
    ['a list', token([claims])],
    ['no subject', token({ ...claims, sub: undefined })],
    ['a number as issuer', token({ ...claims, iss: 1 })],
    ['an audience that is no text', token({ ...claims, aud: { a: 1 } })],
    ['no audience', token({ ...claims, aud: [] })],
    ['an escape sequence in the subject', token({ ...claims, sub: '\u001b[2J' })],
    ['a subject of 2 KiB', token({ ...claims, sub: 'x'.repeat(2_048) })],
    ['30 KiB', token({ ...claims, more: 'x'.repeat(30_000) })],
  ])('are none of %s', (_what, text) => {
    expect(readClaims(text)).toBeUndefined();
  });
});
