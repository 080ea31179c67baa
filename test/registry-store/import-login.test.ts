/** What becomes of a login that is imported. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importLogin } from '../../src/registry-store/import-login.js';
import { Secret } from '../../src/secret.js';
import { ecr, type Engine, given, startEngine, unchecked } from '../support/engine.js';

const host = 'registry.example.com';
const login = (username: string, password: string): { username: string; password: Secret } => ({
  username,
  password: new Secret(password),
});
let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

async function take(registry: string, credential: ReturnType<typeof login>, replace = false): Promise<string> {
  return importLogin(engine.dependencies, { registry, credential, replace });
}

async function secretOf(registry: string): Promise<string | undefined> {
  return (await engine.dependencies.records.find(registry))?.secret.reveal();
}

describe('a login', () => {
  it('becomes a record that docker logout does not delete', async () => {
    expect(await take(host, login('ci', 'p'))).toBe('imported');
    expect(await engine.dependencies.records.find(host)).toMatchObject({ user: 'ci', origin: 'import' });
  });

  it('that is stored already is the same, and another one is kept out unless it is to replace it', async () => {
    await take(host, login('ci', 'p'));
    expect(await take(host, login('ci', 'p'))).toBe('same');
    expect([await take(host, login('ci', 'other')), await secretOf(host)]).toEqual(['kept', 'p']);
    expect([await take(host, login('ci', 'other'), true), await secretOf(host)]).toEqual(['imported', 'other']);
  });

  it('never takes the place of an AWS identity', async () => {
    await engine.store.backend.add(given(), unchecked);
    expect([await take(ecr, login('AWS', 'token'), true), await secretOf(ecr)]).toEqual(['kept', 'secret-key']);
  });

  it.each(['AKIAIOSFODNN7EXAMPLE', 'awsauto', '_iam_role'])('of %s is refused and stores nothing', async (user) => {
    await expect(take(host, login(user, 'secret'))).rejects.toMatchObject({ kind: 'refused', httpCode: 406 });
    expect(await secretOf(host)).toBeUndefined();
  });

  it('with an ECR token for a host that is not ECR is refused, since the token ends', async () => {
    const token = Buffer.from(JSON.stringify({ payload: 'x', datakey: 'y', version: '2', expiration: 1 })).toString(
      'base64',
    );
    await expect(take(host, login('AWS', token))).rejects.toThrow('which ends after 12 hours');
  });
});
