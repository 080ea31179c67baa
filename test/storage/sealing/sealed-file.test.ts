/** The two lines of a sealed file. */
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSealedFile, openSealedFile, parseSealedFile } from '../../../src/storage/sealing/sealed-file.js';

const key = createSecretKey(Buffer.alloc(32, 1));
const file = formatSealedFile({ format: 'test', registry: 'a.example', name: 'Büro' }, 'canary', key);

function secretIn(bytes: Buffer): string | undefined {
  const parsed = parseSealedFile(bytes);
  return parsed && openSealedFile(parsed, key);
}

describe('a sealed file', () => {
  it('is a line of readable JSON and a line with the sealed secret', () => {
    const [first = '', second = '', ...rest] = file.toString('utf8').split('\n');
    expect(JSON.parse(first)).toEqual({ format: 'test', registry: 'a.example', name: 'Büro' });
    expect(typeof JSON.parse(second)).toBe('string');
    expect(rest).toEqual(['']);
    expect(file.toString('latin1')).not.toContain('canary');
  });

  it('gives its secret back, with lone surrogates, quotes, colons and line ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.dictionary(fc.string(), fc.jsonValue()), (secret, header) => {
        expect(secretIn(formatSealedFile(header, secret, key))).toBe(secret);
      }),
      { numRuns: 500 },
    );
    expect(secretIn(formatSealedFile({}, '\ud800"\n:\u0000', key))).toBe('\ud800"\n:\u0000');
  });

  it('opens with none of its bits changed, and with no single bit changed', () => {
    expect(secretIn(file)).toBe('canary');
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const flipped = Buffer.from(file);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(secretIn(flipped), `bit ${bit}`).toBeUndefined();
    }
  });

  it('does not open when it was cut at any length, or when something follows', () => {
    for (let length = 0; length < file.length; length += 1) expect(secretIn(file.subarray(0, length))).toBeUndefined();
    for (const more of ['\n', ' ', '{}\n', '"AAAA"\n'])
      expect(secretIn(Buffer.concat([file, Buffer.from(more)]))).toBeUndefined();
  });

  it('does not open with the secret of another file', () => {
    const other = formatSealedFile({ format: 'test', registry: 'b.example' }, 'other', key);
    const swapped = Buffer.concat([file.subarray(0, file.indexOf(10) + 1), other.subarray(other.indexOf(10) + 1)]);
    expect(secretIn(swapped)).toBeUndefined();
  });
});

describe('parseSealedFile', () => {
  it('answers undefined or two lines for any bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(secretIn(Buffer.from(bytes))).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.json(), fc.base64String(), (header, sealed) => {
        expect(secretIn(Buffer.from(`${header}\n"${sealed}"\n`))).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['null', '[]', '"text"', '1', ''])('refuses %j as the first line', (header) => {
    expect(parseSealedFile(Buffer.from(`${header}\n"AAAA"\n`))).toBeUndefined();
  });
});
