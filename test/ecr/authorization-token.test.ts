/** Replies of ECR, good and bad. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuthorizationReply, readAuthorization, UnusableReply } from '../../src/ecr/authorization-token.js';
import { parseEcrHost } from '../../src/registry/ecr-host.js';
import { account, registry } from '../support/aws-exchange.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const expiresAt = new Date('2026-01-02T15:00:00Z');
const now = Date.parse('2026-01-02T03:00:00Z');

function reply(text: string, changes: Partial<AuthorizationReply> = {}): AuthorizationReply {
  return {
    authorizationToken: Buffer.from(text).toString('base64'),
    expiresAt,
    proxyEndpoint: `https://${registry}`,
    ...changes,
  };
}

function read(answer: AuthorizationReply | undefined, host = registry): ReturnType<typeof readAuthorization> {
  const target = parseEcrHost(host) ?? { service: 'ecr', account, region: 'us-east-1', fips: false, dualStack: false };
  return readAuthorization(answer, { registry: host, ecrHost: parseEcrHost(host), target, now });
}

describe('the token in a reply', () => {
  it('is split at the first colon, so that a password may hold more of them', () => {
    const token = read(reply('AWS:pass:word:'));
    expect(token).toMatchObject({ username: 'AWS', issuedAt: now, expiresAt: expiresAt.getTime() });
    expect(token.password.reveal()).toBe('pass:word:');
  });

  it('comes out as it went in, whatever its characters but control characters', { timeout: fuzzTimeout }, () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((some) => !/[\p{Cc}\u2028\u2029]/u.test(some));
    fc.assert(
      fc.property(text, (password) => {
        expect(read(reply(`AWS:${password}`)).password.reveal()).toBe(password);
      }),
      { numRuns: fuzzRuns },
    );
  });

  it('is never made out of garbage: any other text is refused in our own words', { timeout: fuzzTimeout }, () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (garbage) => {
        const decoded = Buffer.from(garbage, 'base64').toString();
        fc.pre(!/^[^:]+:[^]+$/.test(decoded) || Buffer.from(decoded).toString('base64') !== garbage);
        expect(() => read(reply('', { authorizationToken: garbage }))).toThrow(
          /^the (answer of ECR contains no token|token in the answer of ECR is not base64 of USER:PASSWORD)$/,
        );
      }),
      { numRuns: fuzzRuns },
    );
  });

  it.each([
    ['no reply', undefined],
    ['no token', { expiresAt, proxyEndpoint: `https://${registry}` }],
    ['an empty token', reply('')],
    ['no colon', reply('AWSpassword')],
    ['no user', reply(':password')],
    ['no password', reply('AWS:')],
    ['stray bits in the base64', reply('', { authorizationToken: 'QVdTOnB=' })],
    ['no UTF-8', reply('', { authorizationToken: Buffer.from([0x41, 0x3a, 0xff, 0xfe]).toString('base64') })],
    ['no expiry', reply('AWS:p', { expiresAt: undefined })],
    ['an impossible expiry', reply('AWS:p', { expiresAt: new Date(Number.NaN) })],
  ])('%s: refused', (_case, answer) => {
    expect(() => read(answer)).toThrow(UnusableReply);
  });
});

describe('the registry that a reply is for', () => {
  it.each([
    ['the same host', registry, `https://${registry}`],
    ['the FIPS name of the same registry', `${account}.dkr.ecr-fips.us-east-1.amazonaws.com`, `https://${registry}`],
    ['the dual-stack name of the same registry', `${account}.dkr-ecr.us-east-1.on.aws`, `https://${registry}/`],
    ['a custom domain, whatever AWS calls it', 'images.example.com', `https://${registry}`],
    ['a custom domain, even without an answer', 'images.example.com', undefined],
  ])('%s: accepted', (_case, host, proxyEndpoint) => {
    expect(read(reply('AWS:p', { proxyEndpoint }), host).username).toBe('AWS');
  });

  it.each([
    ['another account', `https://999999999999.dkr.ecr.us-east-1.amazonaws.com`, 'account 999999999999 in us-east-1'],
    ['another region', `https://${account}.dkr.ecr.eu-west-1.amazonaws.com`, `account ${account} in eu-west-1`],
    ['a look-alike', `https://${registry}.evil.example`, 'another host'],
    ['user information', `https://${registry}@evil.example`, 'another host'],
    ['plain http', `http://${registry}`, 'another host'],
    ['nothing', undefined, 'another host'],
  ])('%s: refused, and the message says what came', (_case, proxyEndpoint, words) => {
    expect(() => read(reply('AWS:p', { proxyEndpoint }))).toThrow(
      `ECR answered with a token for ${words}, not for account ${account} in us-east-1`,
    );
  });
});

describe('an answer of ECR that is hostile', () => {
  it.each([
    ['a line break in the password', reply('AWS:pass\nword')],
    ['an escape sequence in the password', reply('AWS:\u001b[2Jp')],
    ['a control character in the user name', reply('A\u0000WS:p')],
    ['a C1 control character', reply('AWS:p\u009b31m')],
    ['a line separator', reply('AWS:p\u2028')],
    ['a control character in the address', reply('AWS:p', { proxyEndpoint: `https://${registry}\u0007` })],
  ])('with %s is refused', (_, hostile) => {
    expect(() => read(hostile)).toThrow(/control characters$/);
  });

  it.each([14, 36, 24 * 365, 27_279_010])('with a life of %d hours counts as 12 hours', (hours) => {
    const { expiresAt: end } = read(reply('AWS:p', { expiresAt: new Date(now + hours * 3_600_000) }));
    expect(end - now).toBe(12 * 3_600_000);
  });
});
