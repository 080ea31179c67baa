/** A header is read from left to right. */
import { expect, it } from 'vitest';
import { HeaderScanner } from '../../src/distribution/header-scanner.js';

it.each([
  ['"a b"', 'a b'],
  ['"a\\"b"', 'a"b'],
  ['"', undefined],
  ['"a', undefined],
  ['"a\\', undefined],
  ['"a\nb"', undefined],
])('%j is the quoted text %j', (text, expected) => {
  expect(new HeaderScanner(text).takeQuoted()).toBe(expected);
});

it('takes and skips what it is told, and knows its end', () => {
  const scanner = new HeaderScanner(' ,ab');
  expect(scanner.skip(', ')).toBe(true);
  expect(scanner.skip(', ')).toBe(false);
  expect(scanner.take((character) => character === 'a')).toBe('a');
  expect([scanner.peek(), scanner.atEnd(), scanner.textFrom(0)]).toEqual(['b', false, ' ,a']);
  scanner.advance();
  expect([scanner.peek(), scanner.atEnd()]).toEqual(['', true]);
});
