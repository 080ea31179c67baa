/** The rules of the two streams. */
import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { errorText, Output } from '../../../src/cli/output/output.js';
import { TsRegError } from '../../../src/errors.js';
import { hint, hintFromProcess } from '../../../src/system/hint.js';
import { type CliOptions, textWorld } from '../../support/cli-run.js';

function output(modes = { json: false, debug: false }, options: CliOptions = {}) {
  const { world, texts } = textWorld(options);
  return { output: new Output(world, modes), texts };
}

describe('output', () => {
  it('breaks a warning between words on a terminal, and never in a pipe', () => {
    for (const [options, lines] of [
      [{ terminal: 20, environment: { NO_COLOR: '1' } }, 'WARN: one two three\nfour\n'],
      [{}, 'WARN: one two three four\n'],
    ] as const) {
      const { world, texts } = textWorld(options);
      new Output(world, { json: false, debug: false }).warn('one two three four');
      expect(texts().stderr).toBe(lines);
    }
  });

  it('puts data alone on stdout', () => {
    const { output: out, texts } = output({ json: false, debug: true });
    out.print('data');
    out.warn('careful');
    out.note('noted');
    out.debug('step');
    out.report(new TsRegError('refused', 'no'));
    expect(texts()).toEqual({ stdout: 'data', stderr: 'WARN: careful\nnoted\ndebug: +0ms step\nError: no\n' });
  });

  it('says remarks on a terminal only, and steps with --debug only', () => {
    const pipe = output();
    pipe.output.remark('next');
    pipe.output.debug('step');
    expect(pipe.texts().stderr).toBe('');
    const terminal = output(undefined, { terminal: 80 });
    terminal.output.remark('next');
    expect(terminal.texts().stderr).toBe('next\n');
  });

  it('takes what looks like a credential out of the steps of --debug, whoever wrote them there', () => {
    const { output: out, texts } = output({ json: false, debug: true });
    out.debug('GET https://ci:hunter2@r.example.com/v2/?token=hunter3 Authorization: Basic aHVudGVyMg==');
    expect(texts().stderr).toBe(
      'debug: +0ms GET https://[redacted]@r.example.com/v2/?token=[redacted] Authorization: [redacted]\n',
    );
  });

  it.each<[string, CliOptions, number]>([
    ['a pipe', {}, 0],
    ['a terminal', { terminal: 80 }, 1],
    ['a terminal with NO_COLOR', { terminal: 80, environment: { NO_COLOR: '1' } }, 0],
    ['a terminal with an empty NO_COLOR', { terminal: 80, environment: { NO_COLOR: '' } }, 1],
    ['a dumb terminal', { terminal: 80, environment: { TERM: 'dumb' } }, 0],
  ])('on %s has the colours of level', (_, options, level) => {
    expect(output(undefined, options).output.paint.level).toBe(level);
  });

  it('ends with the highest exit code of what was reported', () => {
    const { output: out } = output();
    expect(out.exitCode).toBe(0);
    out.report(new TsRegError('io', 'x'));
    out.report(new TsRegError('refused', 'x'));
    expect(out.exitCode).toBe(2);
  });

  it('makes foreign text safe for a terminal, and leaves a pipe its bytes', () => {
    expect(output(undefined, { terminal: 80 }).output.foreign('\u001b[2J')).toBe('\\u{1b}[2J');
    expect(output().output.foreign('\u001b[2J')).toBe('\u001b[2J');
  });

  it('takes up modes that a settings file told', () => {
    const { output: out, texts } = output();
    out.adopt({ json: true, debug: true });
    out.debug('step');
    expect([out.json, texts().stderr]).toEqual([true, 'debug: +0ms step\n']);
  });
});

const plain = { json: false, paint: new Chalk({ level: 0 }) };
const error = new TsRegError('refused', 'no\u001b[31m way', {
  httpCode: 406,
  hint: hintFromProcess('try\nthis'),
  detail: { registry: 'r' },
});

it('breaks a message between words at the width of a terminal, and never the hint, which is to be copied', () => {
  const long = new TsRegError('io', 'one two three', { hint: hint`type this long command` });
  expect(errorText(long, { ...plain, columns: 14 })).toBe('Error: one two\nthree\nhint: type this long command\n');
  const typed = new TsRegError('io', 'no', { hint: hint`ts-reg registry list` });
  expect(errorText(typed, { ...plain, columns: 14 })).toBe('Error: no\nhint:\n  ts-reg registry list\n');
  expect(errorText(typed, plain)).toBe('Error: no\nhint: ts-reg registry list\n');
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
    hint: "try\nthis",
});
