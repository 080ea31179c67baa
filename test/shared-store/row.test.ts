/** A column that does not hold what ts-reg put there is said to be foreign, and never guessed at. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesIn, numberIn, textIn } from '../../src/shared-store/row.js';
import { fuzzRuns } from '../support/fuzz-runs.js';

describe('a column', () => {
  it('gives the text, number or bytes that it holds; 64-bit numbers come as text', () => {
    expect(textIn({ registry: 'a.example' }, 'registry')).toBe('a.example');
    expect(numberIn({ layout: 1 }, 'layout')).toBe(1);
    expect(numberIn({ clock: '1767323045000' }, 'clock')).toBe(1_767_323_045_000);
    expect(bytesIn({ file: Buffer.from('x') }, 'file')).toEqual(Buffer.from('x'));
  });

  it('that holds anything else names itself, and not what it holds', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [textIn, numberIn, bytesIn]) {
          try {
            const answer: unknown = read({ file: value }, 'file');
            expect(typeof answer === 'string' || Number.isSafeInteger(answer) || answer instanceof Buffer).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({
              kind: 'internal',
              message: 'column file of the shared store does not hold what ts-reg put there',
            });
          }
        }
      }),
      { numRuns: fuzzRuns },
    );
  });

  it.each(['9007199254740993', '1.5', 'NaN', 'one', null, undefined])('is no number when it holds %s', (value) => {
    expect(() => numberIn({ version: value }, 'version')).toThrow('column version');
  });
});
