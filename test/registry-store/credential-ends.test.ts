/** When credentials end. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ecr, type Engine, given, hour, startEngine, unchecked } from '../support/engine.js';
import { TsRegError } from '../../src/errors.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

it('tells the ends of tokens, passwords and logins, and asks nobody', async () => {
  const { backend, keychain } = engine.store;
  const password = { type: 'docker_v2', user: 'ci' } as const;
  await backend.add(given({ registry: 'a.example.com', ...password }), unchecked);
  await backend.add(given({ registry: 'b.example.com', ...password, expiresAt: 5_000 }), unchecked);
  await backend.add(given({ expiresAt: 6_000 }), unchecked);
  await keychain.store({ authority: ecr.replace('1', '2'), path: '' }, { username: 'AWS', password: given().secret });
  const asked = engine.exchanges.length;
  const ends = await engine.store.ends([]);
  expect(ends).toEqual([
    {
      registry: ecr,
      ends: [
        { what: 'token', expiresAt: engine.now + 12 * hour },
        { what: 'password', expiresAt: 6_000 },
      ],
    },
    { registry: ecr.replace('1', '2'), ends: [{ what: 'login', expiresAt: engine.now + 12 * hour }] },
    { registry: 'a.example.com', ends: [] },
    { registry: 'b.example.com', ends: [{ what: 'password', expiresAt: 5_000 }] },
  ]);
  await engine.dependencies.tokens.drop(ecr);
  expect(await engine.store.ends([ecr])).toMatchObject([{ ends: [{ what: 'token', expiresAt: undefined }, {}] }]);
  await expect(engine.store.ends(['x.example.com'])).rejects.toThrow(TsRegError);
  expect(engine.exchanges).toHaveLength(asked);
});

it('forgets the end of a password with the password: update, docker login; docker logout gives both back', async () => {
  const { backend, keychain } = engine.store;
  const end = async (): Promise<number | undefined> => (await backend.get('r.example.com'))[0]?.expiresAt;
  const address = { authority: 'r.example.com', path: '' };
  const change = { name: undefined, type: undefined, verifyTls: undefined, location: {} };
  const same = { ...change, user: undefined, secret: undefined };
  await backend.add(given({ registry: 'r.example.com', type: 'docker_v2', user: 'ci', expiresAt: 5_000 }), unchecked);
  expect(await end()).toBe(5_000);
  await backend.update('r.example.com', { ...same, name: 'other' }, unchecked);
  expect(await end()).toBe(5_000);
  await keychain.store(address, { username: 'me', password: given({ secret: 'other' }).secret });
  expect(await end()).toBeUndefined();
  await keychain.erase(address);
  expect(await end()).toBe(5_000);
  await backend.update('r.example.com', { ...same, expiresAt: 7_000 }, unchecked);
  expect(await end()).toBe(7_000);
  await backend.update(
    'r.example.com',
    { ...change, user: undefined, secret: given({ secret: 'new' }).secret },
    unchecked,
  );
  expect(await end()).toBeUndefined();
  await backend.update('r.example.com', { ...same, expiresAt: 8_000 }, unchecked);
  await backend.update('r.example.com', { ...same, expiresAt: 'never' }, unchecked);
  expect(await end()).toBeUndefined();
});

it('stays while a document writes the same password, and goes with another one', async () => {
  const { backend, documents } = engine.store;
  const registry = given({ registry: 'r.example.com', type: 'docker_v2', user: 'ci' });
  await backend.add({ ...registry, expiresAt: 5_000 }, unchecked);
  await documents.save(registry, { validate: false, document: 'team' });
  expect((await backend.get('r.example.com'))[0]?.expiresAt).toBe(5_000);
  await documents.save({ ...registry, secret: given({ secret: 'new' }).secret }, { validate: false, document: 'team' });
  expect((await backend.get('r.example.com'))[0]?.expiresAt).toBeUndefined();
});
