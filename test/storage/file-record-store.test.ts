/** Records in the embedded store, as its users meet them. */
import type { KeyObject } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { recordFileOf } from '../../src/storage/layout/store-paths.js';
import { formatSealedFile, parseSealedFile } from '../../src/storage/sealing/sealed-file.js';
import { parseKey } from '../../src/storage/sealing/key-text.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { snapshot, someRecord, someToken, tempStore } from './store-in-temp.js';

describe('a store that does not exist', () => {
  it('reads as empty and is not made by reading', async () => {
    const store = tempStore();
    expect(await store.records.list()).toEqual({ records: [], damaged: [] });
    expect(await store.records.find('a.example')).toBeUndefined();
    expect(await store.records.findFirst(['a.example', 'b.example'])).toBeUndefined();
    expect(await store.records.delete('a.example')).toBe(false);
    expect(await store.records.change('a.example', () => undefined)).toBeUndefined();
    expect(readdirSync(store.home)).toEqual([]);
  });
});

describe('a record', () => {
  it('is found again by another process with everything that was stored', async () => {
    const store = tempStore();
    const record = someRecord('1234567890.dkr.ecr.us-east-1.amazonaws.com', {
      name: 'Büro',
      type: 'awsecr',
      verifyTls: false,
      origin: 'import',
      location: { region: 'eu-west-1', account: '012345678901', endpoint: 'https://127.0.0.1' },
      secret: new Secret('p:a\nss\u{1f511}\ud800"'),
    });
    expect(await store.records.insert(record)).toBe(true);
    const found = await store.reopen().records.find(record.registry);
    expect(found).toEqual(record);
    expect(found?.secret.reveal()).toBe('p:a\nss\u{1f511}\ud800"');
  });

  it('is not overwritten by a second insert', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    const before = snapshot(store.home);
    expect(await store.records.insert(someRecord('a.example', { user: 'mallory' }))).toBe(false);
    expect(snapshot(store.home)).toEqual(before);
  });

  it('counts its versions', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example', { version: 7 }));
    const changed = await store.records.change('a.example', (current) => current && { ...current, user: 'bob' });
    expect(changed?.version).toBe(2);
    expect(await store.records.find('a.example')).toMatchObject({ user: 'bob', version: 2 });
  });

  it('keeps its user readable and its secret sealed, in a file only its owner can read', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    const path = recordFileOf(store.paths.dataFolder, 'a.example');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('"user":"alice"');
    expect(JSON.stringify(snapshot(store.home))).not.toContain('canary-secret');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(store.paths.keyFile).mode & 0o777).toBe(0o600);
    expect(statSync(store.paths.dataFolder).mode & 0o777).toBe(0o700);
  });

  it('is gone after delete, with its token', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    await store.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(someToken()));
    expect((await store.tokens.read('a.example'))?.password.reveal()).toBe('canary-token');
    expect(await store.records.delete('a.example')).toBe(true);
    expect(await store.records.find('a.example')).toBeUndefined();
    expect(await store.tokens.read('a.example')).toBeUndefined();
    expect(await store.records.delete('a.example')).toBe(false);
  });

  it('loses its token when it is changed', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    await store.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(someToken()));
    await store.records.change('a.example', (current) => current && { ...current, user: 'bob' });
    expect(await store.tokens.read('a.example')).toBeUndefined();
  });

  it('keeps the members that a later version of the same schema added', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    const path = recordFileOf(store.paths.dataFolder, 'a.example');
    const header = headerOf(path);
    const key = deriveRecordKey(keyIn(store.paths.keyFile), String(header['store'])).key;
    writeFileSync(path, formatSealedFile({ ...header, labels: { team: 'blue' } }, 'canary-secret', key));
    await store.reopen().records.change('a.example', (current) => current && { ...current, user: 'bob' });
    expect(headerOf(path)).toMatchObject({ user: 'bob', version: 2, labels: { team: 'blue' } });
    expect((await store.records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
  });
});

describe('a file that others can read', () => {
  it('is refused with the chmod command, and the other records are served', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    await store.records.insert(someRecord('b.example'));
    const path = recordFileOf(store.paths.dataFolder, 'a.example');
    chmodSync(path, 0o644);
    await expect(store.records.find('a.example')).rejects.toMatchObject({ kind: 'io', hint: `chmod 600 ${path}` });
    const { records, damaged } = await store.records.list();
    expect(records.map((record) => record.registry)).toEqual(['b.example']);
    expect(damaged).toEqual([{ place: path, reason: expect.stringContaining('chmod 600') as string }]);
  });
});

describe('a wrong key', () => {
  it('is named together with the store, and nothing is touched', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    writeFileSync(store.paths.keyFile, Buffer.alloc(32, 7));
    const before = snapshot(store.home);
    const other = store.reopen();
    await expect(other.records.find('a.example')).rejects.toThrow(/key does not match store [0-9a-f]{32}/);
    await expect(other.records.insert(someRecord('b.example'))).rejects.toThrow(/does not match store/);
    expect(snapshot(store.home)).toEqual(before);
  });
});

function headerOf(path: string): Readonly<Record<string, unknown>> {
  return parseSealedFile(readFileSync(path))?.header ?? {};
}

function keyIn(path: string): KeyObject {
  const key = parseKey(readFileSync(path));
  if (key === undefined) throw new Error(`no key in ${path}`);
  return key;
}
