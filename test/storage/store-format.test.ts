/** Another program that reads a store: written after docs/store-format.md with WebCrypto, and nothing of ours. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KeySetting } from '../../src/registry/store-setting.js';
import { Secret } from '../../src/secret.js';
import { someRecord, someToken, tempStore } from './store-in-temp.js';

type Json = Readonly<Record<string, unknown>>;
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text));
const hex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('hex');
const base64 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64'));

async function fileOf(folder: string, registry: string): Promise<string> {
  return join(folder, `${hex(await crypto.subtle.digest('SHA-256', utf8(registry))).slice(0, 40)}.json`);
}

async function hkdf(key: Uint8Array<ArrayBuffer>, store: string, info: string, bytes: number): Promise<ArrayBuffer> {
  const imported = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
  return crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: utf8(store), info: utf8(info) },
    imported,
    bytes * 8,
  );
}

async function openSealed(sealed: string, additionalData: Uint8Array<ArrayBuffer>, key: ArrayBuffer): Promise<string> {
  const bytes = base64(sealed);
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  const plain = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData, tagLength: 128 },
    imported,
    bytes.subarray(12),
  );
  return Buffer.from(plain).toString('utf8');
}

async function openFile(path: string, key: ArrayBuffer): Promise<{ header: Json; secret: unknown }> {
  const [first = '', second = '', end] = readFileSync(path, 'utf8').split('\n');
  expect(end).toBe('');
  const { secret } = JSON.parse(await openSealed(JSON.parse(second) as string, utf8(first), key)) as Json;
  return { header: JSON.parse(first) as Json, secret };
}

describe('the documented format', () => {
  it('is what a record is written in', async () => {
    const { paths, records } = tempStore();
    await records.insert(someRecord('a.example', { name: 'Büro', secret: new Secret('canary:"\u{1f511}') }));
    const meta = JSON.parse(readFileSync(join(paths.dataFolder, 'meta.json'), 'utf8')) as Json;
    const store = String(meta['store']);
    const key = base64(readFileSync(paths.keyFile, 'utf8').trim());
    expect(hex(await hkdf(key, store, 'ts-reg key id', 8))).toBe(meta['key']);
    const { header, secret } = await openFile(
      await fileOf(join(paths.dataFolder, 'records'), 'a.example'),
      await hkdf(key, store, 'ts-reg record', 32),
    );
    expect(secret).toBe('canary:"\u{1f511}');
    expect(header).toEqual({
      format: 'ts-reg record',
      schema: 1,
      store,
      key: meta['key'],
      registry: 'a.example',
      name: 'Büro',
      type: 'docker_v2',
      user: 'alice',
      verifyTls: true,
      origin: 'add',
      location: {},
      createdAt: 1_767_323_045_000,
      updatedAt: 1_767_323_045_000,
      version: 1,
    });
  });

  it('is what a token is written in', async () => {
    const { paths, tokens } = tempStore();
    await tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(someToken()));
    const key = base64(readFileSync(paths.tokenKeyFile, 'utf8').trim());
    const { header, secret } = await openFile(await fileOf(join(paths.dataFolder, 'tokens'), 'a.example'), key.buffer);
    expect(secret).toBe('canary-token');
    expect(header).toEqual({
      format: 'ts-reg token',
      schema: 1,
      registry: 'a.example',
      username: 'AWS',
      issuedAt: 1_767_323_045_000,
      expiresAt: 1_767_366_245_000,
      fingerprint: 'f'.repeat(32),
    });
  });

  it('leads from either key to the other while a store moves', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    const oldKey = base64(readFileSync(store.paths.keyFile, 'utf8').trim());
    const newKey = new Uint8Array(32).fill(7);
    const to: KeySetting = { kind: 'environment', key: new Secret(Buffer.from(newKey).toString('base64')) };
    await store.rekey(to, async () => {
      const meta = JSON.parse(readFileSync(join(store.paths.dataFolder, 'meta.json'), 'utf8')) as Json;
      const previous = meta['previous'] as Json;
      const id = String(meta['store']);
      const bound = utf8(`ts-reg bridge ${id} ${String(previous['key'])} ${String(meta['key'])}`);
      const open = async (text: unknown, key: Uint8Array<ArrayBuffer>): Promise<string> =>
        openSealed(String(text), bound, await hkdf(key, id, 'ts-reg bridge', 32));
      expect(base64(await open(previous['toCurrent'], oldKey))).toEqual(newKey);
      expect(base64(await open(previous['toPrevious'], newKey))).toEqual(oldKey);
    });
  });
});
