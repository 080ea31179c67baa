/** JSON is read exactly as JSON.parse reads it, with places and without echoes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  duplicateKey,
  firstJsonValue,
  type JsonObject,
  memberOf,
  stringMember,
  wholeJsonValue,
} from '../../src/clients/json-text.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const objectIn = (text: string): JsonObject => {
  const value = wholeJsonValue(text);
  if (value?.kind !== 'object') throw new Error('no object');
  return value;
};

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('well-formed', () => {
  it.each([
    '{}',
    ' {"a" : [1, -2.5e+3, null, true, false, {}, [], "x\\u0041\\n"] }\r\n',
    '"s"',
    '0',
    '-0',
    'null',
    '[[[]]]',
    '{"":""}',
    '{"__proto__":1}',
  ])('%j', (text) => {
    expect(wholeJsonValue(text)).toBeDefined();
  });
});

describe('malformed', () => {
  it.each([
    '',
    ' ',
    '{',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{,}',
    '{a:1}',
    "{'a':1}",
    '[1,]',
    '[1',
    '[,]',
    '"',
    '"\\x"',
    '"\n"',
    '"\\',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '- 1',
    'nul',
    'nullx',
    'true1',
    'NaN',
    'Infinity',
    '{}x',
    '\ufeff{}',
    '{"a":1 "b":2}',
    '//x',
    '\u00a0{}',
    '"\\ud8"',
    '[1 2]',
  ])('%j', (text) => {
    expect(wholeJsonValue(text)).toBeUndefined();
  });

  it('nesting without end', () => {
    expect(wholeJsonValue('['.repeat(64) + ']'.repeat(64))).toBeDefined();
    expect(wholeJsonValue('['.repeat(65) + ']'.repeat(65))).toBeUndefined();
    expect(wholeJsonValue('['.repeat(1_000_000))).toBeUndefined();
    expect(wholeJsonValue('{"a":'.repeat(100_000))).toBeUndefined();
  });
});

it('the first of several values is read alone', () => {
  expect(firstJsonValue(' {"a":1}{"b":2} rubbish')).toMatchObject({ kind: 'object', start: 1, end: 8 });
  expect(wholeJsonValue('{"a":1}{"b":2}')).toBeUndefined();
});

it('members are found in any case, and a key that comes twice is told', () => {
  const object = objectIn('{"ServerURL":"a","x":1}');
  expect(stringMember(object, 'serverurl')).toBe('a');
  expect(stringMember(object, 'x')).toBeUndefined();
  expect(memberOf(object, 'toString')).toBeUndefined();
  expect(duplicateKey(object)).toBeUndefined();
  expect(duplicateKey(objectIn('{"a":1,"b":2,"A":3}'))).toBe('A');
  expect(duplicateKey(objectIn('{"\\u0061":1,"a":3}'))).toBe('a');
});

it('places are those of the text', () => {
  const text = '{ "k\\u0031" : [1, 2] ,"b":"v" }';
  const [first, second] = objectIn(text).members;
  expect(first && text.slice(first.start, first.end)).toBe('"k\\u0031" : [1, 2]');
  expect(first?.key).toBe('k1');
  expect(second && text.slice(second.value.start, second.value.end)).toBe('"v"');
});

it(
  'agrees with JSON.parse about every text',
  () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '"a"',
      '1',
      '-',
      '.',
      'e',
      'true',
      'null',
      ' ',
      '\n',
      '\u0000',
      'u0041',
    );
    const text = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 20 }).map((parts) => parts.join('')),
      fc
        .tuple(fc.json(), fc.nat(), piece)
        .map(([json, at, extra]) => json.slice(0, at % (json.length + 1)) + extra + json.slice(at % (json.length + 1))),
    );
    fc.assert(
      fc.property(text, (input) => {
        expect(wholeJsonValue(input) !== undefined).toBe(parses(input));
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
