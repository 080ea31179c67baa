/** Tokens of ECR handed in as a password: refused where an identity belongs, and once they have ended. */
import { expect, it } from 'vitest';
import { checkEcrTokenUser, checkLoginEnd, hasEnded } from '../../src/registry-store/ecr-login-rules.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { Secret } from '../../src/secret.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const now = Date.UTC(2026, 0, 2, 12);

function login(password: string): OpenRecord {
  return {
    registry: ecr,
    name: undefined,
    type: 'docker_v2',
    user: 'AWS',
    secret: new Secret(password),
    verifyTls: true,
    origin: 'docker-login',
    location: {},
    createdAt: 0,
    updatedAt: 0,
    version: 1,
  };
}

it.each([
  [ecr, 'add', `ts-reg registry add ${ecr} ACCESS_KEY_ID`],
  [ecr, 'update', `ts-reg registry update ${ecr} ACCESS_KEY_ID`],
  [
    'ecr.eu-west-1.example.com',
    'add',
    'ts-reg registry add ecr.eu-west-1.example.com ACCESS_KEY_ID --registry-type awsecr --region eu-west-1',
  ],
] as const)('AWS is no identity for %s: %s', (registry, command, hint) => {
  expect(() => {
    checkEcrTokenUser({ registry, type: 'awsecr', user: 'AWS' }, command);
  }).toThrow(expect.objectContaining({ kind: 'refused', httpCode: 406, hint }));
  expect(() => {
    checkEcrTokenUser({ registry, type: 'docker_v2', user: 'AWS' }, command);
  }).not.toThrow();
  expect(() => {
    checkEcrTokenUser({ registry, type: 'awsecr', user: 'AKIAX' }, command);
  }).not.toThrow();
});

it('a login is refused from the second on that its token names, and without one never', () => {
  const ending = login(Buffer.from(JSON.stringify({ expiration: now / 1000 })).toString('base64'));
  expect(() => {
    checkLoginEnd(ending, now - 1);
  }).not.toThrow();
  expect(() => {
    checkLoginEnd(ending, now);
  }).toThrow(`the docker login for ${ecr} expired at 2026-01-02T12:00:00Z`);
  expect(() => {
    checkLoginEnd(login('p'), now);
  }).not.toThrow();
  expect([
    hasEnded({ isCertain: true, expiresAt: now }, now),
    hasEnded({ isCertain: false, expiresAt: now }, now),
  ]).toEqual([true, false]);
});
