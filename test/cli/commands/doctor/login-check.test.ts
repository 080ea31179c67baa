/** What doctor says about logins that docker stored for ECR hosts. */
import { expect, it } from 'vitest';
import { checkLogins } from '../../../../src/cli/commands/doctor/login-check.js';
import type { OpenRecord } from '../../../../src/registry/record.js';
import { Secret } from '../../../../src/secret.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const now = Date.UTC(2026, 0, 2, 12);
const hour = 3_600_000;

function login(password: string, fields: Partial<OpenRecord> = {}): OpenRecord {
  return {
    registry: ecr,
    name: undefined,
    type: 'docker_v2',
    user: 'AWS',
    secret: new Secret(password),
    verifyTls: true,
    origin: 'docker-login',
    location: {},
    createdAt: now,
    updatedAt: now,
    version: 1,
    ...fields,
  };
}

const token = (expiresAt: number): string =>
  Buffer.from(JSON.stringify({ expiration: expiresAt / 1000 })).toString('base64');

it('until when each works, as the token says or by the 12 hours of every token', () => {
  const fix = `ts-reg registry add ${ecr} ACCESS_KEY_ID`;
  const message = (time: string): string =>
    `a docker login with an ECR token: it works until ${time} and is not renewed`;
  expect(checkLogins([login(token(now + hour)), login('p')], now)).toEqual([
    { level: 'remark', subject: ecr, message: message('2026-01-02T13:00:00Z'), fix },
    { level: 'remark', subject: ecr, message: message('about 2026-01-03T00:00:00Z'), fix },
  ]);
});

it('nothing about one that has ended, which the trial tells, nor about any other record', () => {
  expect(
    checkLogins(
      [
        login(token(now)),
        login('p', { type: 'awsecr' }),
        login('p', { user: 'ci' }),
        login('p', { registry: 'r.example.com' }),
      ],
      now,
    ),
  ).toEqual([]);
});
