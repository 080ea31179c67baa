/** Moving a store from one key to another. */
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KeySetting } from '../../src/registry/store-setting.js';
import { Secret } from '../../src/secret.js';
import { metaFileOf, recordFileOf } from '../../src/storage/layout/store-paths.js';
import { snapshot, someRecord, someToken, type TempStore, tempStore } from './store-in-temp.js';

const registries = ['a.example', 'b.example', 'c.example'];
const environment = (byte: number): KeySetting => ({
  kind: 'environment',
  key: new Secret(Buffer.alloc(32, byte).toString('base64')),
});
const passphrase = (text: string): KeySetting => ({ kind: 'passphrase', passphrase: new Secret(text) });

async function storeOfThree(key?: KeySetting): Promise<TempStore> {
  const store = tempStore(key && { key });
  for (const registry of registries) await store.records.insert(someRecord(registry));
  return store;
}

async function readsWith(store: TempStore, key?: KeySetting): Promise<boolean> {
  const other = store.reopen(key && { key });
  try {
    for (const registry of registries) {
      if ((await other.records.find(registry))?.secret.reveal() !== 'canary-secret') return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** A move that stops where both keys work, as a kill there would leave it. */
async function stopHalfway(store: TempStore, to: KeySetting): Promise<void> {
  const stop = new Error('killed');
  await expect(store.rekey(to, () => Promise.reject(stop))).rejects.toBe(stop);
}

describe('rekey', () => {
  it.each<[string, (store: TempStore) => KeySetting]>([
    ['another key file', (store) => ({ kind: 'file', path: join(store.home, 'elsewhere', 'key') })],
    ['a key in the environment', () => environment(7)],
    ['a passphrase', () => passphrase('correct horse')],
  ])('moves every record to %s, and the old key works no more', async (_, setting) => {
    const store = await storeOfThree();
    const to = setting(store);
    expect(await store.rekey(to)).toBe(3);
    expect(await readsWith(store, to)).toBe(true);
    expect(await readsWith(store)).toBe(false);
    expect(readFileSync(metaFileOf(store.paths.dataFolder), 'utf8')).not.toContain('previous');
  });

  it('changes neither what is stored nor its version, and keeps the tokens', async () => {
    const store = await storeOfThree();
    await store.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(someToken()));
    const before = await store.records.list();
    await store.rekey(environment(7));
    const after = store.reopen({ key: environment(7) });
    expect(await after.records.list()).toEqual(before);
    expect(await after.tokens.read('a.example')).toEqual(someToken());
  });

  it('changes a passphrase', async () => {
    const store = await storeOfThree(passphrase('old'));
    expect(await store.rekey(passphrase('new'))).toBe(3);
    expect([await readsWith(store, passphrase('old')), await readsWith(store, passphrase('new'))]).toEqual([
      false,
      true,
    ]);
  });

  it('gives a key file a new key in its place', async () => {
    const store = await storeOfThree();
    const old = readFileSync(store.paths.keyFile);
    expect(await store.rekey({ kind: 'file', path: store.paths.keyFile })).toBe(3);
    expect(readFileSync(store.paths.keyFile)).not.toEqual(old);
    expect(existsSync(`${store.paths.keyFile}.next`)).toBe(false);
    expect(await readsWith(store)).toBe(true);
    writeFileSync(store.paths.keyFile, old);
    expect(await readsWith(store)).toBe(false);
  });

  it('lets both keys read and write while it runs', async () => {
    const store = await storeOfThree();
    const to = environment(7);
    await store.rekey(to, async () => {
      expect([await readsWith(store), await readsWith(store, to)]).toEqual([true, true]);
      await store.reopen().records.insert(someRecord('d.example'));
      await store.reopen({ key: to }).records.change('d.example', (current) => current && { ...current, user: 'bob' });
      expect((await store.reopen().records.find('d.example'))?.user).toBe('bob');
    });
    expect((await store.reopen({ key: to }).records.find('d.example'))?.user).toBe('bob');
  });

  it('goes on where it was stopped, from either key', async () => {
    for (const resumeWith of ['old', 'new'] as const) {
      const store = await storeOfThree();
      const to = environment(7);
      await stopHalfway(store, to);
      expect([await readsWith(store), await readsWith(store, to)]).toEqual([true, true]);
      await (resumeWith === 'old' ? store.reopen() : store.reopen({ key: to })).rekey(to);
      expect([await readsWith(store), await readsWith(store, to)]).toEqual([false, true]);
    }
  });

  it('goes on with a key file whose new key already has its place', async () => {
    const store = await storeOfThree();
    const to = { kind: 'file', path: store.paths.keyFile } as const;
    await stopHalfway(store, to);
    expect(await readsWith(store)).toBe(true);
    renameSync(`${store.paths.keyFile}.next`, store.paths.keyFile);
    expect(await readsWith(store)).toBe(true);
    await store.reopen().rekey(to);
    expect(await readsWith(store)).toBe(true);
    expect(readFileSync(metaFileOf(store.paths.dataFolder), 'utf8')).not.toContain('previous');
  });

  it('can be turned back halfway', async () => {
    const store = await storeOfThree();
    await stopHalfway(store, environment(7));
    expect(await store.reopen({ key: environment(7) }).rekey({ kind: 'file', path: store.paths.keyFile })).toBe(3);
    expect([await readsWith(store), await readsWith(store, environment(7))]).toEqual([true, false]);
  });

  it('does not begin a second move before the first one is done', async () => {
    const store = await storeOfThree();
    await stopHalfway(store, environment(7));
    await expect(store.reopen().rekey(environment(8))).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('unfinished key change') as string,
    });
    expect([await readsWith(store), await readsWith(store, environment(7))]).toEqual([true, true]);
  });

  it('does nothing when the store has that key already', async () => {
    const store = await storeOfThree(environment(7));
    const before = snapshot(store.home);
    expect(await store.rekey(environment(7))).toBe(0);
    expect(snapshot(store.home)).toEqual(before);
  });

  it('needs a store, and the key that it has now', async () => {
    await expect(tempStore().rekey(environment(7))).rejects.toMatchObject({ kind: 'not-found' });
    const store = await storeOfThree();
    const before = snapshot(store.home);
    await expect(store.reopen({ key: environment(1) }).rekey(environment(7))).rejects.toThrow(
      /TS_REG_KEY does not match store/,
    );
    expect(snapshot(store.home)).toEqual(before);
  });

  it('keeps both keys as long as a record cannot be moved, and names it', async () => {
    const store = await storeOfThree();
    const path = recordFileOf(store.paths.dataFolder, 'b.example');
    chmodSync(path, 0o644);
    await expect(store.rekey(environment(7))).rejects.toThrow(
      `1 of the records cannot be sealed with the new key; both keys still work. The first one: ${path} is accessible to other users`,
    );
    chmodSync(path, 0o600);
    expect([await readsWith(store), await readsWith(store, environment(7))]).toEqual([true, true]);
    expect(await store.reopen().rekey(environment(7))).toBe(1);
    expect([await readsWith(store), await readsWith(store, environment(7))]).toEqual([false, true]);
  });

  it('asks for the new passphrase as a new one', async () => {
    const purposes: string[] = [];
    const askPassphrase = (purpose: string): Promise<Secret> => {
      purposes.push(purpose);
      return Promise.resolve(new Secret('typed'));
    };
    const store = await storeOfThree();
    await store.reopen({ askPassphrase }).rekey({ kind: 'passphrase', passphrase: undefined });
    expect(purposes).toEqual(['create']);
    expect(await readsWith(store, passphrase('typed'))).toBe(true);
  });
});
