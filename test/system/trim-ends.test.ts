/** Ends are trimmed as a regular expression would, in linear time. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { trimEnds } from '../../src/system/trim-ends.js';

it.each([
  ['', ''],
  ['  ', ''],
  [' a ', 'a'],
  ['\n a\n b \n', 'a\n b'],
  ['a', 'a'],
  ['\u00a0a', '\u00a0a'],
])('%j becomes %j', (text, trimmed) => {
  expect(trimEnds(text, ' \n')).toBe(trimmed);
});

it('agrees with the regular expression on every text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(' ', '\n', 'a', 'b', '\t') }), (text) => {
      expect(trimEnds(text, ' \n')).toBe(text.replace(/^[ \n]+|[ \n]+$/g, ''));
    }),
  );
});

it('a megabyte of blanks in the middle takes no time', () => {
  const text = `a${' '.repeat(1_048_576)}b`;
  expect(trimEnds(text, ' ')).toBe(text);
});
