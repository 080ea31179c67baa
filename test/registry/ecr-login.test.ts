/** ECR tokens that docker stored as passwords: which records hold one, and when it ends. */
import { expect, it } from 'vitest';
import { ecrLoginEnd, isEcrLogin, isLoginForEcr } from '../../src/registry/ecr-login.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { Secret } from '../../src/secret.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const hour = 3_600_000;

function record(fields: Partial<Omit<OpenRecord, 'secret'>> = {}, password = 'p'): OpenRecord {
  return {
    registry: ecr,
    name: undefined,
    type: 'docker_v2',
    user: 'AWS',
    verifyTls: true,
    origin: 'docker-login',
    location: {},
    createdAt: 0,
    updatedAt: hour,
    version: 1,
    ...fields,
    secret: new Secret(password),
  };
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

it('the token itself says when it ends, in seconds', () => {
  expect(
    ecrLoginEnd(record({}, base64({ payload: 'x', version: '2', type: 'DATA_KEY', expiration: 1_767_355_200 }))),
  ).toEqual({ expiresAt: 1_767_355_200_000, isCertain: true });
});

it.each([
  ['no base64', 'p:w'],
  ['no JSON', Buffer.from('nothing').toString('base64')],
  ['no expiration', base64({ payload: 'x' })],
  ['a text', base64({ expiration: '1767355200' })],
  ['a negative time', base64({ expiration: -1 })],
  ['a time that no date holds', base64({ expiration: 1e300 })],
  ['no object', base64(7)],
  ['null', base64(null)],
  ['a list', base64([1])],
  ['too much', base64({ expiration: 1, filler: 'x'.repeat(200_000) })],
  ['nothing', ''],
])('12 hours after it was stored where it does not: %s', (_, password) => {
  expect(ecrLoginEnd(record({}, password))).toEqual({ expiresAt: 13 * hour, isCertain: false });
});

it.each([
  [{ user: 'ci' }],
  [{ type: 'awsecr' }],
  [{ registry: 'r.example.com' }],
  [{ registry: `${ecr}.evil.com` }],
] as const)('nothing else is such a login: %j', (fields) => {
  expect([isEcrLogin(record(fields)), ecrLoginEnd(record(fields))]).toEqual([false, undefined]);
});

it.each([
  [{}, true],
  [{ user: 'ci' }, true],
  [{ registry: `${ecr}/team/app` }, true],
  [{ registry: 'public.ecr.aws' }, true],
  [{ origin: 'import' }, true],
  [{ origin: 'import', user: 'ci' }, false],
  [{ origin: 'add' }, false],
  [{ registry: 'r.example.com' }, false],
] as const)('nobody but docker made it: %j %s', (fields, expected) => {
  expect(isLoginForEcr(record(fields))).toBe(expected);
});
