/** `applyRegistries` of the library: the rules of the command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createRegistryStore,
  type RegistriesDocument,
  type RegistryStore,
  TsRegError,
} from '../../src/library/library.js';

let folder: string;
let store: RegistryStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-library-'));
  store = createRegistryStore({ environment: { TS_REG_HOME: folder, TOKEN: 'secret-1' } });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const unchecked = { validate: false };
const document: RegistriesDocument = {
  name: 'team',
  registries: [
    { registry: 'a.example.com', user: 'ci', password: { env: 'TOKEN' }, verify_tls: false },
    { registry: 'b.example.com', user: 'ci', password: { file: 'token' } },
  ],
};

it('takes an object or a text, and tells what it did', async () => {
  writeFileSync(join(folder, 'token'), 'secret-2\n');
  const outcomes = await store.applyRegistries(document, { ...unchecked, folder });
  expect(outcomes).toEqual([
    { registry: 'a.example.com', action: 'add', changes: ['user'], error: undefined },
    { registry: 'b.example.com', action: 'add', changes: ['user'], error: undefined },
  ]);
  expect((await store.credential('b.example.com')).password.reveal()).toBe('secret-2');
  const text = 'name: team\nregistries:\n  - { registry: a.example.com, user: ci, password: { env: TOKEN } }\n';
  const plan = await store.applyRegistries(text, { ...unchecked, dryRun: true, prune: true });
  expect(plan.map(({ registry, action, changes }) => [registry, action, ...changes])).toEqual([
    ['a.example.com', 'update', 'verify_tls'],
    ['b.example.com', 'remove'],
  ]);
  await store.applyRegistries(text, { ...unchecked, prune: true });
  expect((await store.list()).map(({ registry }) => registry)).toEqual(['a.example.com']);
});

it('throws for a wrong document before anything is done, and has what is refused in the outcomes', async () => {
  const wrong = store.applyRegistries('registries:\n  - { registry: a.example.com, usr: x }\n');
  await expect(wrong).rejects.toThrow('the document, line 2, column 32: unknown key');
  await expect(wrong).rejects.toBeInstanceOf(TsRegError);
  const [a, b] = await store.applyRegistries(document, { ...unchecked, folder: join(folder, 'nowhere') });
  expect([a?.error, b?.error?.kind]).toEqual([undefined, 'refused']);
  expect((await store.list()).map(({ registry }) => registry)).toEqual(['a.example.com']);
});
