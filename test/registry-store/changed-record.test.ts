/** What `registry update` makes of a record. */
import { describe, expect, it } from 'vitest';
import { changedRecord } from '../../src/registry-store/changed-record.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { Secret } from '../../src/secret.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const stored: OpenRecord = {
  registry: 'registry.example.com',
  name: 'ours',
  type: 'docker_v2',
  user: 'ci',
  secret: new Secret('old'),
  verifyTls: false,
  origin: 'import',
  location: {},
  createdAt: 1_000,
  updatedAt: 1_000,
  version: 3,
};
const change = {
  user: 'ci',
  secret: new Secret('new'),
  name: undefined,
  type: undefined,
  verifyTls: undefined,
  location: {},
};

describe('an update', () => {
  it('keeps name, type and TLS rule unless they are given, and makes the record a person\u2019s', () => {
    const next = changedRecord(stored, change, 2_000);
    expect(next).toMatchObject({ name: 'ours', type: 'docker_v2', verifyTls: false, origin: 'add', updatedAt: 2_000 });
    expect([next.secret.reveal(), next.createdAt, next.version]).toEqual(['new', 1_000, 3]);
    expect(changedRecord(stored, { ...change, name: 'other', verifyTls: true }, 2_000)).toMatchObject({
      name: 'other',
      verifyTls: true,
    });
  });

  it.each([
    ['a login that docker made', { origin: 'docker-login', user: 'AWS' } as const, 'AKIAIOSFODNN7EXAMPLE'],
    ['a record of another user', { user: 'ci' }, 'AKIAIOSFODNN7EXAMPLE'],
  ])('of %s on an ECR host follows the host', (_name, fields, user) => {
    expect(changedRecord({ ...stored, ...fields, registry: ecr }, { ...change, user }, 2_000).type).toBe('awsecr');
  });

  it('leaves a type that was chosen for an ordinary user', () => {
    expect(changedRecord({ ...stored, registry: ecr }, change, 2_000).type).toBe('docker_v2');
  });
});
