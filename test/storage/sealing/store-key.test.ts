/** The keys that a store derives. */
import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { deriveFromPassphrase, deriveRecordKey, makeKdf, parseKdf } from '../../../src/storage/sealing/store-key.js';

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

const salt = Buffer.alloc(16, 7).toString('base64');

describe('parseKdf', () => {
  it('reads what makeKdf makes', () => {
    const kdf = makeKdf();
    expect(parseKdf(JSON.parse(JSON.stringify(kdf)))).toEqual(kdf);
    expect(kdf.n).toBe(131_072);
    expect(makeKdf().salt).not.toBe(kdf.salt);
  });

  it.each([
    ['a cost above 2^20, which would take more than 1 GiB', { n: 2 ** 21 }],
    ['a cost below 2^14', { n: 2 ** 13 }],
    ['a cost that is no power of two', { n: 100_000 }],
    ['a cost in words', { n: '131072' }],
    ['no cost', { n: undefined }],
    ['infinity', { n: Infinity }],
    ['another function', { name: 'pbkdf2' }],
    ['a short salt', { salt: 'AAAA' }],
    ['a salt in another spelling', { salt: `${salt.slice(0, -3)}d==` }],
    ['no salt', { salt: undefined }],
  ])('refuses %s', (_, change) => {
    expect(parseKdf({ name: 'scrypt', n: 2 ** 17, salt })).toBeDefined();
    expect(parseKdf({ name: 'scrypt', n: 2 ** 17, salt, ...change })).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        parseKdf(value);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('deriveFromPassphrase', () => {
  it('is scrypt with r = 8 and p = 1: the same key everywhere', async () => {
    const key = await deriveFromPassphrase(new Secret('passphrase'), { name: 'scrypt', n: 2 ** 14, salt });
    expect(key.export().toString('hex')).toBe('10b65580c94a2147f5318e623c5f49711a444fae7d1b862ea8e9c19a1c5c592f');
  });

  it('gives another key for another salt', async () => {
    const one = await deriveFromPassphrase(new Secret('p'), { name: 'scrypt', n: 2 ** 14, salt });
    const other = await deriveFromPassphrase(new Secret('p'), { name: 'scrypt', n: 2 ** 14, salt: makeKdf().salt });
    expect(one.equals(other)).toBe(false);
  });
});
