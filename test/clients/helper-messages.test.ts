/** Input of the credential helper: one address or one credential, or a clear refusal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { credentialLine, readGivenAddress, readGivenCredential, trimEnds } from '../../src/clients/helper-messages.js';
import { TsRegError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const good = { ServerURL: 'registry.example.com', Username: 'alice', Secret: 'hunter2' };

describe('an address', () => {
  it.each([
    'registry.example.com',
    'registry.example.com\n',
    'registry.example.com\r\n',
    ' \tregistry.example.com \n\n',
  ])('%j', (input) => {
    expect(readGivenAddress(input)).toBe('registry.example.com');
  });

  it.each(['', '\n', ' \r\n\t '])('%j is none', (input) => {
    expect(() => readGivenAddress(input)).toThrow(/^no credentials server URL$/);
  });

  it.each([
    'evil\rgood',
    'good\nevil',
    'good\r\nevil',
    'good\0',
    '\0',
    '\ufeffgood',
    '\u00a0good',
    'good evil',
    'good\tevil',
    'g\u00f6\u00f6d',
    'good\u2028',
    'go\u007fod',
    'good\u0085',
    'good\v',
    '\ufffd\ufffd',
  ])('%j is refused, not guessed at', (input) => {
    expect(() => readGivenAddress(input)).toThrow(
      /^server URL contains a space, a control character or another character that no address can have$/,
    );
  });

  it('of 64 KiB is read, of one byte more refused', () => {
    expect(readGivenAddress('a'.repeat(65_536))).toHaveLength(65_536);
    expect(() => readGivenAddress('a'.repeat(65_537))).toThrow('input is longer than 65536 bytes');
    expect(() => readGivenAddress('\u00e9'.repeat(40_000))).toThrow('input is longer than 65536 bytes');
  });

  it('between many blanks takes no time', () => {
    expect(() => readGivenAddress(`a${' '.repeat(65_000)}a`)).toThrow(/contains a space/);
  });
});

describe('a credential', () => {
  it.each([
    JSON.stringify(good),
    '{"serverurl":"registry.example.com","USERNAME":"alice","secret":"hunter2"}',
    '\n {"Secret":"hunter2","Extra":{"deep":[1,2,{"ServerURL":"evil"}]},"ServerURL":"registry.example.com","Username":"alice"} {"ServerURL":"evil"} trailing',
  ])('%s', (input) => {
    const { serverUrl, username, password } = readGivenCredential(input);
    expect([serverUrl, username, password.reveal()]).toEqual(['registry.example.com', 'alice', 'hunter2']);
  });

  it('with a password of any characters', () => {
    const odd = '"\\\n\r\0\u{1f600}: {"';
    expect(readGivenCredential(JSON.stringify({ ...good, Secret: odd })).password.reveal()).toBe(odd);
  });

  it.each<[string, string]>([
    ['', 'input is not a JSON object'],
    ['[]', 'input is not a JSON object'],
    ['null', 'input is not a JSON object'],
    ['"x"', 'input is not a JSON object'],
    ['{"ServerURL":', 'input is not a JSON object'],
    ['\ufeff{}', 'input is not a JSON object'],
    ['{"a":'.repeat(9_000), 'input is not a JSON object'],
    ['{}', 'no credentials server URL'],
    [JSON.stringify({ ...good, ServerURL: '' }), 'no credentials server URL'],
    [JSON.stringify({ ...good, ServerURL: undefined }), 'no credentials server URL'],
    [JSON.stringify({ ...good, Username: '' }), 'no credentials username'],
    [JSON.stringify({ ...good, Username: 7 }), 'Username is not a string'],
    [JSON.stringify({ ...good, Secret: { a: 1 } }), 'Secret is not a string'],
    [JSON.stringify({ ...good, ServerURL: ['a'] }), 'ServerURL is not a string'],
    [JSON.stringify({ ...good, ServerURL: null }), 'ServerURL is not a string'],
    [JSON.stringify({ ...good, Username: 'a\nServerURL=evil' }), 'user name contains a colon or a control character'],
    [JSON.stringify({ ...good, Username: 'a:b' }), 'user name contains a colon or a control character'],
    [
      JSON.stringify({ ...good, ServerURL: 'good\nevil' }),
      'server URL contains a space, a control character or another character that no address can have',
    ],
    [
      JSON.stringify({ ...good, ServerURL: ' good' }),
      'server URL contains a space, a control character or another character that no address can have',
    ],
    ['{"ServerURL":"good","ServerURL":"evil","Username":"a","Secret":"b"}', 'input has a duplicate key'],
    ['{"ServerURL":"good","serverurl":"evil","Username":"a","Secret":"b"}', 'input has a duplicate key'],
    ['{"ServerURL":"good","Username":"a","Secret":"\\ud800"}', 'Secret is not Unicode text'],
    [JSON.stringify({ ...good, Secret: '\ufffd' }), 'input is not UTF-8'],
    [JSON.stringify({ ...good, Secret: 'x'.repeat(70_000) }), 'input is longer than 65536 bytes'],
    ['{"__proto__":{"ServerURL":"evil","Username":"a","Secret":"b"}}', 'no credentials server URL'],
  ])('%.60s: %s', (input, message) => {
    expect(() => readGivenCredential(input)).toThrow(new TsRegError('usage', message));
    expect(Reflect.get({}, 'ServerURL')).toBeUndefined();
  });
});

it(
  'any input is read or refused in a line of ours, which holds nothing of it',
  () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"ServerURL"',
      '"Username"',
      '"Secret"',
      ':',
      ',',
      '"canary"',
      'canary',
      '\n',
      '\r',
      '\0',
      '\ufeff',
      ' ',
      '\\',
      '7',
      'null',
    );
    const input = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.array(piece, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(input, (text) => {
        for (const read of [readGivenAddress, readGivenCredential]) {
          try {
            const result = read(text);
            const address = typeof result === 'string' ? result : result.serverUrl;
            expect(address).toMatch(/^[!-~]+$/);
            if (typeof result === 'string') expect(text).toContain(address);
          } catch (error) {
            if (!(error instanceof TsRegError)) throw error;
            expect(error.message).toMatch(/^[ -~]+$/);
            expect(error.message).not.toContain('canary');
          }
        }
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

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

it('has the three keys of the protocol in their order, and ends with a line break', () => {
  expect(credentialLine('https://r.example.com', 'AWS', new Secret('a"\\\u2028'))).toBe(
    '{"ServerURL":"https://r.example.com","Username":"AWS","Secret":"a\\"\\\\\u2028"}\n',
  );
});
