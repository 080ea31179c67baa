/** The proof before saving: the exchange, then the registry. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passwordOf, validateRecord } from '../../src/registry-store/validation.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { Secret } from '../../src/secret.js';
import { ecr, type Engine, refusal, startEngine } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

function record(fields: Partial<OpenRecord> = {}): OpenRecord {
  return {
    registry: 'r.example.com/team/*',
    name: undefined,
    type: 'docker_v2',
    user: 'ci',
    secret: new Secret('p'),
    verifyTls: false,
    origin: 'add',
    location: {},
    createdAt: 0,
    updatedAt: 0,
    version: 1,
    ...fields,
  };
}

describe('a password registry', () => {
  it('is pinged at its host, with its own TLS rule, whatever repositories it covers', async () => {
    expect(await validateRecord(engine.dependencies, record(), { validate: true, command: 'add' })).toEqual({
      token: undefined,
      registry: 'accepted',
    });
    expect(engine.pings).toMatchObject([
      { name: { authority: 'r.example.com' }, verifyTls: false, credential: { username: 'ci' } },
    ]);
  });

  it('is not asked at all with --skip-validate', async () => {
    await validateRecord(engine.dependencies, record(), { validate: false, command: 'add' });
    expect(engine.pings).toEqual([]);
  });

  it('without user and password is anonymous', () => {
    expect(passwordOf(record({ user: '', secret: new Secret('') }))).toBeUndefined();
  });
});

describe('an ECR registry', () => {
  const keys = record({ registry: ecr, type: 'awsecr', user: 'AKIA' });

  it('is pinged with the token that the exchange gave', async () => {
    const { token } = await validateRecord(engine.dependencies, keys, { validate: true, command: 'add' });
    expect(token?.password.reveal()).toBe('token 1');
    expect(engine.pings[0]?.credential).toMatchObject({ username: 'AWS' });
  });

  it('is not pinged when AWS refuses', async () => {
    engine.aws = () => Promise.reject(refusal());
    await expect(validateRecord(engine.dependencies, keys, { validate: true, command: 'add' })).rejects.toThrow(
      'AccessDenied',
    );
    expect(engine.pings).toEqual([]);
  });

  it('with --skip-validate still does not hide a bug', async () => {
    engine.aws = () => Promise.reject(new RangeError('bug'));
    await expect(validateRecord(engine.dependencies, keys, { validate: false, command: 'add' })).rejects.toThrow(
      RangeError,
    );
  });
});
