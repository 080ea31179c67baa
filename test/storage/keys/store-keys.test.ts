/** Which store is it, and is the key the right one? */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { metaFileOf, recordFolderOf } from '../../../src/storage/layout/store-paths.js';
import { snapshot, someRecord, type TempStore, tempStore } from '../store-in-temp.js';

async function madeStore(): Promise<TempStore> {
  const store = tempStore();
  await store.records.insert(someRecord('a.example'));
  return store;
}

describe('the first write', () => {
  it('makes one key and one store, however many write at once', async () => {
    const store = tempStore();
    const inserts = Array.from({ length: 12 }, (_, index) =>
      store.reopen().records.insert(someRecord(`r${index}.example`)),
    );
    expect(await Promise.all(inserts)).toEqual(Array.from({ length: 12 }, () => true));
    for (let index = 0; index < 12; index += 1) expect(await store.records.find(`r${index}.example`)).toBeDefined();
  });

  it('takes a key that is there already', async () => {
    const store = await madeStore();
    const key = readFileSync(store.paths.keyFile);
    rmSync(store.paths.dataFolder, { recursive: true });
    await store.reopen().records.insert(someRecord('b.example'));
    expect(readFileSync(store.paths.keyFile)).toEqual(key);
  });

  it('makes no store when the provided key is not there', async () => {
    const store = tempStore({ key: { kind: 'external-file', path: '/nonexistent/key' } });
    await expect(store.records.insert(someRecord('a.example'))).rejects.toThrow('/nonexistent/key does not exist');
    expect(existsSync(metaFileOf(store.paths.dataFolder))).toBe(false);
  });
});

describe('a store whose key is missing, wrong or open to others', () => {
  it.each<[string, (store: TempStore) => void, RegExp]>([
    [
      'missing',
      (store) => {
        rmSync(store.paths.keyFile);
      },
      /the key .* is missing; the secrets of store [0-9a-f]{32} cannot be read/,
    ],
    [
      'another key',
      (store) => {
        writeFileSync(store.paths.keyFile, Buffer.alloc(32, 9));
      },
      /key does not match store [0-9a-f]{32} in .*; nothing was changed/,
    ],
    [
      'too short',
      (store) => {
        writeFileSync(store.paths.keyFile, 'abc');
      },
      /key contains no key: .* found 3 bytes/,
    ],
    [
      'open to others',
      (store) => {
        chmodSync(store.paths.keyFile, 0o644);
      },
      /key is accessible to other users \(mode 0644\)/,
    ],
  ])('says that it is %s, makes no new one, and touches nothing', async (_, spoil, message) => {
    const store = await madeStore();
    spoil(store);
    const before = snapshot(store.home);
    const { records } = store.reopen();
    await expect(records.find('a.example')).rejects.toThrow(message);
    await expect(records.insert(someRecord('b.example'))).rejects.toThrow(message);
    await expect(records.change('a.example', (current) => current)).rejects.toThrow(message);
    expect(snapshot(store.home)).toEqual(before);
    expect((await records.list()).records).toHaveLength(1);
  });
});

describe('a store without its meta.json', () => {
  it('is not taken for an empty one: that would make a new key', async () => {
    const store = await madeStore();
    const path = metaFileOf(store.paths.dataFolder);
    rmSync(path);
    rmSync(store.paths.keyFile);
    const before = snapshot(store.home);
    const { records } = store.reopen();
    for (const attempt of [
      () => records.list(),
      () => records.find('a.example'),
      () => records.insert(someRecord('b.example')),
    ]) {
      await expect(attempt()).rejects.toThrow(`${path} is missing, but there are records beside it`);
    }
    expect(snapshot(store.home)).toEqual(before);
  });

  it('is empty when it has no records either', async () => {
    const store = await madeStore();
    rmSync(metaFileOf(store.paths.dataFolder));
    rmSync(recordFolderOf(store.paths.dataFolder), { recursive: true });
    expect((await store.reopen().records.list()).records).toEqual([]);
  });
});

describe('a process that runs for long', () => {
  it('notices that the store moved to another key, and follows it when its own source has that key', async () => {
    const store = await madeStore();
    expect(await store.records.find('a.example')).toBeDefined();
    await store.reopen().rekey({ kind: 'file', path: store.paths.keyFile });
    expect((await store.records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
    await store.reopen().rekey({ kind: 'environment', key: new Secret(Buffer.alloc(32, 7).toString('base64')) });
    await expect(store.records.find('a.example')).rejects.toThrow('does not match store');
  });
});
