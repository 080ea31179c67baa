/** The embedded store as documents see it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import { accepted, type Engine, given, refusal, startEngine } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

const plain = given({ registry: 'r.example.com', type: 'docker_v2', user: 'ci', secret: 'p' });
const find = (registry: string) => engine.store.documents.find(parseRegistryName(registry));

it('keeps the name of the document in what it makes, and the time of its making in what it changes', async () => {
  const { documents } = engine.store;
  await documents.save(plain, { validate: true, document: 'a' });
  const made = await find('r.example.com');
  expect(made).toMatchObject({ documents: ['a'], version: 1 });
  engine.now += 60_000;
  await documents.save({ ...plain, user: 'deploy' }, { validate: true, document: 'b' });
  expect(await find('r.example.com')).toMatchObject({
    user: 'deploy',
    documents: ['a', 'b'],
    createdAt: made?.createdAt,
    version: 2,
  });
  expect(engine.pings).toHaveLength(2);
});

it('finds a registry by each of its names', async () => {
  await engine.store.documents.save(
    { ...plain, registry: 'docker.io', parsedName: parseRegistryName('docker.io') },
    { validate: true, document: undefined },
  );
  expect((await find('index.docker.io'))?.registry).toBe('docker.io');
});

it('leaves everything as it is when the registry refuses', async () => {
  await engine.store.documents.save(plain, { validate: true, document: 'a' });
  const before = engine.contents();
  engine.registry = () => Promise.reject(refusal('unauthorized'));
  await expect(engine.store.documents.save({ ...plain, user: 'x' }, { validate: true, document: 'a' })).rejects.toThrow(
    'unauthorized',
  );
  expect(engine.contents()).toEqual(before);
});

it('never claims, and never removes, what a person added or replaced', async () => {
  const { backend, documents } = engine.store;
  await backend.add(plain, accepted);
  await documents.save({ ...plain, user: 'deploy' }, { validate: true, document: 'a' });
  await documents.hold('r.example.com', 'a');
  expect((await find('r.example.com'))?.documents).toBeUndefined();
  expect(await documents.release('r.example.com', 'a')).toBe('kept');

  await backend.delete('r.example.com');
  await documents.save(plain, { validate: true, document: 'a' });
  await backend.add(plain, { ...accepted, replace: true });
  expect(await documents.release('r.example.com', 'a')).toBe('kept');

  await backend.delete('r.example.com');
  await documents.save(plain, { validate: true, document: 'a' });
  await backend.delete('r.example.com');
  await backend.add(plain, accepted);
  expect(await documents.of('a')).toEqual([]);
  expect(await documents.release('r.example.com', 'a')).toBe('kept');
  expect(await find('r.example.com')).toBeDefined();
});

it('removes what one document alone made, and takes the name out of what another one holds too', async () => {
  const { documents } = engine.store;
  await documents.save(plain, { validate: true, document: 'a' });
  await documents.hold('r.example.com', 'b');
  expect(await documents.release('r.example.com', 'a')).toBe('released');
  expect((await find('r.example.com'))?.documents).toEqual(['b']);
  expect(await documents.release('r.example.com', 'a')).toBe('kept');
  expect(await documents.release('r.example.com', 'b')).toBe('removed');
  expect(await find('r.example.com')).toBeUndefined();
});

it('an update, a docker login and a logout of people leave the name of the document', async () => {
  const { backend, documents, keychain } = engine.store;
  await documents.save(plain, { validate: true, document: 'a' });
  const { user, secret } = plain;
  const change = { user, secret, name: 'ours', type: undefined, verifyTls: undefined, location: {} };
  await backend.update('r.example.com', change, { validate: false });
  const address = { authority: 'r.example.com', path: '' };
  await keychain.store(address, { username: 'me', password: secret });
  expect(await find('r.example.com')).toMatchObject({ user: 'me', documents: ['a'] });
  await keychain.erase(address);
  expect(await find('r.example.com')).toMatchObject({ user: 'ci', name: 'ours', documents: ['a'] });
});

it('lists every record with its secret, sorted', async () => {
  for (const registry of ['b.example.com', 'a.example.com'])
    await engine.store.documents.save({ ...plain, registry }, { validate: true, document: undefined });
  const all = await engine.store.documents.all();
  expect(all.map(({ registry, secret }) => [registry, secret.reveal()])).toEqual([
    ['a.example.com', 'p'],
    ['b.example.com', 'p'],
  ]);
});
