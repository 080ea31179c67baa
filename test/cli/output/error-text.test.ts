/** Errors for people and for programs. */
import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import { errorText } from '../../../src/cli/output/error-text.js';
import { TsRegError } from '../../../src/errors.js';
import { hint } from '../../../src/system/hint.js';

const plain = { json: false, paint: new Chalk({ level: 0 }) };
const error = new TsRegError('refused', 'no\u001b[31m way', {
  httpCode: 406,
  hint: hint`try\nthis`,
  detail: { registry: 'r' },
});

it('breaks a message between words at the width of a terminal, and never the hint, which is to be copied', () => {
  const long = new TsRegError('io', 'one two three', { hint: hint`type this long command` });
  expect(errorText(long, { ...plain, columns: 14 })).toBe('Error: one two\nthree\nhint: type this long command\n');
});

it('are one line and a hint, without foreign control characters', () => {
  expect(errorText(error, plain)).toBe('Error: no\\u{1b}[31m way\nhint: try\\u{a}this\n');
  expect(errorText(new TsRegError('io', 'alone'), plain)).toBe('Error: alone\n');
});

it('are coloured where they may be', () => {
  expect(errorText(new TsRegError('io', 'x'), { json: false, paint: new Chalk({ level: 1 }) })).toBe(
    '\u001b[31mError:\u001b[39m x\n',
  );
});

it('are one object for programs', () => {
  expect(JSON.parse(errorText(error, { ...plain, json: true }))).toEqual({
    message: 'no\u001b[31m way',
    httpcode: 406,
    detail: { registry: 'r' },
    hint: hint`try\nthis`,
  });
});
