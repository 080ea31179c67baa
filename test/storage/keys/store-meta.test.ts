/** meta.json: what holds for a whole store. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../../src/errors.js';
import { formatMeta, readMeta, type StoreMeta } from '../../../src/storage/keys/store-meta.js';
import { metaFileOf } from '../../../src/storage/layout/store-paths.js';
import { snapshot, someRecord, someToken, tempFolder, tempStore } from '../store-in-temp.js';

const slot = { keyId: '1'.repeat(16), kdf: undefined };
const kdf = { name: 'scrypt' as const, n: 2 ** 17, salt: Buffer.alloc(16).toString('base64') };
const meta: StoreMeta = { id: 'ab'.repeat(16), current: slot, previous: undefined, further: {} };

function metaFile(content: string | Uint8Array): string {
  const path = join(tempFolder(), 'meta.json');
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

describe('readMeta', () => {
  it.each<[string, StoreMeta]>([
    ['a plain store', meta],
    ['a store with a passphrase', { ...meta, current: { ...slot, kdf } }],
    [
      'a store that moves to another key',
      { ...meta, previous: { keyId: '2'.repeat(16), kdf, toCurrent: 'AAAA', toPrevious: 'BBBB' } },
    ],
    ['members of a later version', { ...meta, further: { comment: 'mine' } }],
  ])('reads what was written of %s', (_, value) => {
    expect(readMeta(metaFile(formatMeta(value)))).toEqual(value);
  });

  it('answers undefined where there is no store', () => {
    expect(readMeta(join(tempFolder(), 'meta.json'))).toBeUndefined();
  });

  it.each([
    { format: 'ts-reg record' },
    { schema: 0 },
    { schema: '1' },
    { store: 'x' },
    { store: 'AB'.repeat(16) },
    { key: 7 },
    { key: '1'.repeat(15) },
    { kdf: { ...kdf, n: 2 ** 21 } },
    { kdf: null },
    { previous: {} },
    { previous: null },
    { previous: { key: '2'.repeat(16), toCurrent: 1, toPrevious: '' } },
  ])('finds a file with %j damaged, and names it', (change) => {
    const good = JSON.parse(formatMeta(meta).toString()) as object;
    const path = metaFile(JSON.stringify({ ...good, ...change }));
    expect(() => readMeta(path)).toThrow(`${path} is damaged: it is not the description of a ts-reg store`);
  });

  it('fails clearly for any bytes', () => {
    const path = metaFile('');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          writeFileSync(path, bytes);
          expect(() => readMeta(path)).toThrow(TsRegError);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a store of a newer version', () => {
  it('is refused by every command and not touched', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    await store.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(someToken()));
    const path = metaFileOf(store.paths.dataFolder);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"schema": 1', '"schema": 2'));
    const before = snapshot(store.home);
    const other = store.reopen();
    const { records } = other;
    const attempts = [
      () => records.list(),
      () => records.find('a.example'),
      () => records.insert(someRecord('b.example')),
      () => records.change('a.example', (current) => current),
      () => records.delete('a.example'),
      () => other.rekey({ kind: 'file', path: join(store.home, 'k') }),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toThrow(
        `${path} has schema 2, this ts-reg supports 1: it was written by a newer version; nothing was changed`,
      );
    }
    expect(snapshot(store.home)).toEqual(before);
  });
});

describe('meta.json with a single bit changed', () => {
  it('never leads to another answer than a right one or a clear error', async () => {
    const store = tempStore();
    await store.records.insert(someRecord('a.example'));
    const path = metaFileOf(store.paths.dataFolder);
    const good = readFileSync(path);
    for (let bit = 0; bit < good.length * 8; bit += 1) {
      const flipped = Buffer.from(good);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, flipped);
      const answer: unknown = await store
        .reopen()
        .records.find('a.example')
        .catch((error: unknown) => error);
      expect(answer, `bit ${bit}`).toBeInstanceOf(TsRegError);
    }
  });
});
