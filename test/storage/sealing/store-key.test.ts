/** Keys as files and variables hold them. */
import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRecordKey, formatKey, makeKey, parseKey } from '../../../src/storage/sealing/store-key.js';

describe('parseKey', () => {
  it('reads what formatKey writes, with any line end, and raw bytes', () => {
    const key = makeKey();
    const text = formatKey(key);
    for (const form of [text, text.trim(), text.replace('\n', '\r\n')])
      expect(parseKey(Buffer.from(form))?.equals(key)).toBe(true);
    expect(parseKey(key.export())?.equals(key)).toBe(true);
  });

  it('reads nothing else', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }).filter(({ length }) => length !== 32),
        (bytes) => {
          expect(parseKey(Buffer.from(bytes))).toBeUndefined();
        },
      ),
      { numRuns: 1_000 },
    );
    const text = Buffer.alloc(32, 255).toString('base64');
    for (const form of [
      ` ${text}`,
      `${text} `,
      `${text}\n\n`,
      text.slice(1),
      text.replace(/.=$/, '9='),
      text.replaceAll('/', '_'),
    ]) {
      expect(parseKey(Buffer.from(form))).toBeUndefined();
    }
  });
});

describe('deriveRecordKey', () => {
  const key = createSecretKey(Buffer.alloc(32, 7));

  it('is HKDF-SHA256 with the store id as salt', () => {
    const storeId = 'ab'.repeat(16);
    const extracted = createHmac('sha256', storeId).update(key.export()).digest();
    const expand = (info: string): Buffer => createHmac('sha256', extracted).update(`${info}\u0001`).digest();
    const { id, key: recordKey } = deriveRecordKey(key, storeId);
    expect(recordKey.export()).toEqual(expand('ts-reg record'));
    expect(id).toBe(expand('ts-reg key id').toString('hex').slice(0, 16));
  });

  it('gives every store another key and another id', () => {
    const [one, other] = [deriveRecordKey(key, 'a'), deriveRecordKey(key, 'b')];
    expect(one.id).not.toBe(other.id);
    expect(one.key.equals(other.key)).toBe(false);
  });
});
