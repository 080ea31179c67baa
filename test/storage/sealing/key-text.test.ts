/** Keys as files and variables hold them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKey, makeKey, parseKey } from '../../../src/storage/sealing/key-text.js';

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
