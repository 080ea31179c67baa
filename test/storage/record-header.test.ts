/** The readable part of a record. */
import { expect, it } from 'vitest';
import { parseClear, parseFormer } from '../../src/storage/record-header.js';

const whole = {
  registry: 'r.example',
  type: 'docker_v2',
  user: 'ci',
  verifyTls: true,
  origin: 'add',
  location: { region: 'eu-west-1' },
  createdAt: 1,
  updatedAt: 2,
  version: 1,
};

it('is read whole, with a name or without', () => {
  expect(parseClear(whole)).toEqual({ ...whole, name: undefined });
  expect(parseClear({ ...whole, name: 'n', location: {} })).toEqual({ ...whole, name: 'n', location: {} });
});

it.each([
  ['registry', 7],
  ['name', null],
  ['type', 'gcr'],
  ['user', undefined],
  ['verifyTls', 'true'],
  ['origin', 'elsewhere'],
  ['location', { zone: 'a' }],
  ['location', []],
  ['createdAt', 0.5],
  ['updatedAt', 8.64e15 + 1],
  ['version', 0],
])('is refused with %s: %j', (member, value) => {
  expect(parseClear({ ...whole, [member]: value })).toBeUndefined();
});

it('has a former credential only with user, origin and time', () => {
  const former = { user: 'old', origin: 'docker-login', updatedAt: 1 };
  expect(parseFormer(former)).toEqual(former);
  for (const broken of [null, 'x', { ...former, user: 1 }, { ...former, origin: 'x' }, { ...former, updatedAt: 'x' }])
    expect(parseFormer(broken)).toBeUndefined();
});
