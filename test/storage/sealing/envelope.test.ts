/** Sealing: one key, one place, one text. */
import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open, seal } from '../../../src/storage/sealing/sealed-file.js';

const key = createSecretKey(Buffer.alloc(32, 1));
const bound = Buffer.from('registry a.example');

describe('a sealed text', () => {
  it('opens to what was sealed, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (text, place) => {
        expect(open(seal(text, place, key), place, key)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not open with another key or in another place', () => {
    const sealed = seal('secret', bound, key);
    expect(open(sealed, bound, createSecretKey(Buffer.alloc(32, 2)))).toBeUndefined();
    expect(open(sealed, Buffer.from('registry b.example'), key)).toBeUndefined();
  });

  it('does not open when a single bit is another one', () => {
    const bytes = Buffer.from(seal('secret', bound, key), 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open(flipped.toString('base64'), bound, key)).toBeUndefined();
    }
  });

  it('does not open when it was cut, at any length', () => {
    const bytes = Buffer.from(seal('secret', bound, key), 'base64');
    for (let length = 0; length < bytes.length; length += 1) {
      expect(open(bytes.subarray(0, length).toString('base64'), bound, key)).toBeUndefined();
    }
  });

  it.each([4, 8, 12, 13, 14, 15])('does not open with a tag of only %i bytes', (authTagLength) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength });
    cipher.setAAD(bound);
    const sealed = Buffer.concat([
      nonce,
      cipher.update('a secret that is long enough'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    expect(open(sealed.toString('base64'), bound, key)).toBeUndefined();
  });

  it('has one spelling: stray bits, blanks and other alphabets are refused', () => {
    const sealed = seal('four', bound, key);
    expect(sealed.endsWith('=') || sealed.length % 4 === 0).toBe(true);
    for (const other of [
      `${sealed} `,
      ` ${sealed}`,
      `${sealed}\n`,
      sealed.replace(/=*$/, ''),
      `${sealed}====`,
      sealed.replace(/^./, '-'),
    ]) {
      if (other !== sealed) expect(open(other, bound, key)).toBeUndefined();
    }
  });

  it('never uses a nonce twice', () => {
    const nonces = new Set(Array.from({ length: 20_000 }, () => seal('', bound, key).slice(0, 16)));
    expect(nonces.size).toBe(20_000);
  });
});

describe('open', () => {
  it('answers undefined for any text that nobody sealed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(open(text, bound, key)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        expect(open(text, bound, key)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});
