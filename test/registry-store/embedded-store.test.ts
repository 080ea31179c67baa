/** What only a store with the secrets can do. */
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accepted, ecr, type Engine, given, hour, startEngine, unchecked } from '../support/engine.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

it('gives the credential of exactly one record', async () => {
  await engine.store.backend.add(given(), accepted);
  expect(await engine.store.credential(ecr)).toMatchObject({ username: 'AWS', expiresAt: engine.now + 12 * hour });
  await expect(engine.store.credential('x.example.com')).rejects.toMatchObject({
    message: 'registry not found in DB',
    kind: 'not-found',
  });
});

it('has no password to print for an anonymous registry', async () => {
  await engine.store.backend.add(
    given({ registry: 'mirror.example.com', type: 'docker_v2', user: '', secret: '' }),
    unchecked,
  );
  await expect(engine.store.credential('mirror.example.com')).rejects.toMatchObject({ kind: 'refused' });
});

it('tells how a token stands', async () => {
  await engine.store.backend.add(given(), accepted);
  const states = [];
  for (const age of [0, 7 * hour, 12 * hour]) {
    engine.now = Date.UTC(2026, 0, 2, 12) + age;
    states.push((await engine.store.tokenState(ecr)).state);
  }
  expect(states).toEqual(['fresh', 'usable', 'expired']);
});

it('reports a damaged record by its path, and goes on with the others', async () => {
  await engine.store.backend.add(given(), unchecked);
  await engine.store.backend.add(given({ registry: 'r.example.com', type: 'docker_v2', user: 'ci' }), unchecked);
  const path = [...engine.contents().keys()].find(
    (file) => file.includes('/records/') && engine.contents().get(file)?.includes('r.example.com'),
  );
  if (path === undefined) throw new Error('the record has a file');
  writeFileSync(path, 'garbage');
  expect((await engine.store.backend.list()).map(({ registry }) => registry)).toEqual([ecr]);
  expect(engine.reported.map(({ message, exitCode }) => [message.includes(path), exitCode])).toEqual([[true, 2]]);
  expect(await engine.store.check([])).toHaveLength(1);
  expect(engine.reported).toHaveLength(2);
  expect(readdirSync(dirname(path))).toContain(path.slice(join(dirname(path), '/').length));
});

it('says of a damaged record that is asked for by name what is wrong with it, not that it is unknown', async () => {
  await engine.store.backend.add(given(), unchecked);
  const path = [...engine.contents().keys()].find((file) => file.includes('/records/'));
  if (path === undefined) throw new Error('the record has a file');
  writeFileSync(path, 'garbage');
  const expected = { kind: 'io', message: expect.stringContaining(path) as string };
  await expect(engine.store.check([ecr])).rejects.toMatchObject(expected);
  await expect(
    engine.store.refresh({ registries: [ecr], force: true, onOutcome: () => undefined }),
  ).rejects.toMatchObject(expected);
});
