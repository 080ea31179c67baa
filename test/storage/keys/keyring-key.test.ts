/** A key in the keyring of the session; the keyring here is a stand-in package, or none. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshot, someRecord, tempFolder, type TempStore, tempStore } from '../store-in-temp.js';

/** A package with the interface of @napi-rs/keyring that keeps its entries in a file. */
const standIn = `
const { readFileSync, writeFileSync, existsSync } = require('node:fs');
const file = __dirname + '/entries.json';
const load = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
exports.Entry = class {
  constructor(service, account, options) {
    if (options.linux.store !== 'secret-service') throw new Error('not pinned');
    this.name = service + '/' + account;
  }
  getPassword() { return load()[this.name] ?? null; }
  setPassword(password) { writeFileSync(file, JSON.stringify({ ...load(), [this.name]: password })); }
};`;

function storeWith(source: string, timeoutMs = 10_000): { store: TempStore; folder: string } {
  const root = tempFolder();
  const folder = join(root, 'node_modules', '@napi-rs', 'keyring');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), source);
  const keyring = { package: { from: join(root, 'program.js') }, timeoutMs };
  return { store: tempStore({ key: { kind: 'keyring' }, keyring }), folder };
}

describe('a keyring', () => {
  it('keeps the key of a store, and gives it to the next process', async () => {
    const { store, folder } = storeWith(standIn);
    await store.records.insert(someRecord('a.example'));
    expect((await store.reopen().records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
    const [name = ''] = Object.keys(JSON.parse(readFileSync(join(folder, 'entries.json'), 'utf8')) as object);
    expect(name).toMatch(/^ts-reg\/[0-9a-f]{32}\.[0-9a-f]{16}$/);
  });

  it('that has lost the key leads to an error, never to a new key', async () => {
    const { store, folder } = storeWith(standIn);
    await store.records.insert(someRecord('a.example'));
    writeFileSync(join(folder, 'entries.json'), '{}');
    const before = snapshot(store.home);
    await expect(store.reopen().records.find('a.example')).rejects.toThrow(
      /^the keyring holds no key for store [0-9a-f]{32}; unlock it/,
    );
    await expect(store.reopen().records.insert(someRecord('b.example'))).rejects.toThrow('holds no key');
    expect(snapshot(store.home)).toEqual(before);
    expect(readFileSync(join(folder, 'entries.json'), 'utf8')).toBe('{}');
  });

  it('that forgets at once is found out before anything is sealed', async () => {
    const { store } = storeWith(standIn.replace('writeFileSync(file,', 'void ('));
    await expect(store.records.insert(someRecord('a.example'))).rejects.toThrow('holds no key');
    expect(Object.keys(snapshot(store.home))).toEqual([]);
  });

  it('that is not there or locked is said so, without the words of the package', async () => {
    const { store } = storeWith("exports.Entry = class { constructor() { throw new Error('canary') } };");
    await expect(store.records.insert(someRecord('a.example'))).rejects.toMatchObject({
      kind: 'io',
      message: 'there is no keyring in this session, or it is locked',
    });
  });

  it('that never answers is given up', async () => {
    const { store } = storeWith('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);', 300);
    await expect(store.records.insert(someRecord('a.example'))).rejects.toThrow(
      'the keyring did not answer within 0.3 s',
    );
  });

  it('whose package does not run here is told at once, with how to install it', async () => {
    const { store } = storeWith('process.exit(3);');
    await expect(store.records.insert(someRecord('a.example'))).rejects.toMatchObject({
      message: 'the package @napi-rs/keyring does not run here',
      hint: expect.stringContaining('npm install') as string,
    });
  });

  it('without its package says which one to install', async () => {
    const keyring = { package: { from: join(tempFolder(), 'program.js') }, timeoutMs: 10_000 };
    const store = tempStore({ key: { kind: 'keyring' }, keyring });
    await expect(store.records.insert(someRecord('a.example'))).rejects.toMatchObject({
      hint: 'npm install --global @napi-rs/keyring',
    });
  });

  it('is not asked for lists', async () => {
    const { store, folder } = storeWith(standIn);
    await store.records.insert(someRecord('a.example'));
    writeFileSync(join(folder, 'index.js'), 'process.exit(1)');
    expect((await store.reopen().records.list()).records).toHaveLength(1);
  });
});
