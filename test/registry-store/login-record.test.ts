/** The record that a login makes. */
import { expect, it } from 'vitest';
import { isSame, newRecord } from '../../src/registry-store/login-record.js';
import { Secret } from '../../src/secret.js';

const credential = { username: 'ci', password: new Secret('p') };

it('is a docker_v2 record of version 1 that says who made it', () => {
  const record = newRecord({ registry: 'r.example.com', origin: 'docker-login' }, credential, 5_000);
  expect(record).toMatchObject({
    registry: 'r.example.com',
    type: 'docker_v2',
    user: 'ci',
    verifyTls: true,
    origin: 'docker-login',
    createdAt: 5_000,
    updatedAt: 5_000,
    version: 1,
  });
  expect(record.secret.reveal()).toBe('p');
});

it('is the same as a credential only when user and password are', () => {
  const record = newRecord({ registry: 'r.example.com', origin: 'import' }, credential, 5_000);
  expect([
    isSame(record, { username: 'ci', password: new Secret('p') }),
    isSame(record, { username: 'ci', password: new Secret('P') }),
    isSame(record, { username: 'CI', password: new Secret('p') }),
  ]).toEqual([true, false, false]);
});
