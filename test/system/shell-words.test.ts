/** A quoted text is one word, the same text, in every shell that people paste into. */
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { terminalSafe } from '../../src/cli/output/terminal-text.js';
import { quoteWord, shellOf } from '../../src/system/shell-words.js';
import { hostileWords, stubbedShell, unprintableWords } from './hostile-words.js';

const shells = stubbedShell();
afterAll(() => {
  shells.remove();
});

const printable = [...hostileWords, 'plain', 'a b', "'", "''", '\\', "\\'", '-n', 'ends with \\'];
const everything = [...printable, ...unprintableWords];
const script = (word: string): string => `ts-reg ${quoteWord(word, 'posix')} end\n`;

describe('quoteWord', () => {
  it.each([
    'registry.example.com:5000/team',
    'AKIA0123456789',
    '/home/me/.config/ts-reg',
    'a@b',
    '_aws_profile',
    '1.5%',
    '--region',
    '10.0.0.1,::1',
  ])('leaves %s as it is', (word) => {
    expect(quoteWord(word, 'posix')).toBe(word);
  });

  it.each([
    ['a b', "'a b'"],
    ['', "''"],
    ["it's", String.raw`'it'\''s'`],
    [String.raw`a\b`, String.raw`'a'\\'b'`],
    ['=ls', "'=ls'"],
    ['~me', "'~me'"],
    ['a\nb', String.raw`$'a\x0ab'`],
  ])('writes %j as %s', (word, quoted) => {
    expect(quoteWord(word, 'posix')).toBe(quoted);
  });

  it('is one word in sh, which runs nothing of it', () => {
    const found = shells.run(['/bin/sh'], everything.map(script));
    expect(found.filter(({ pwned }) => pwned)).toEqual([]);
    expect(found.map(({ words }) => words.length)).toEqual(everything.map(() => 2));
    expect(found.slice(0, printable.length).map(({ words }) => words)).toEqual(printable.map((word) => [word, 'end']));
  });

  it.each([['/bin/bash'], ['/bin/bash', '--posix'], ['/usr/bin/zsh', '-f']].filter(([path = '']) => existsSync(path)))(
    'is the same text in %s',
    (...shell) => {
      const found = shells.run(shell, everything.map(script));
      expect(found).toEqual(everything.map((word) => ({ words: [word, 'end'], pwned: false })));
    },
  );

  it('runs nothing in fish, where what is printable arrives as the same text', () => {
    if (!existsSync('/usr/bin/fish')) return;
    const found = shells.run(['/usr/bin/fish', '--no-config'], everything.map(script));
    expect(found.filter(({ pwned }) => pwned)).toEqual([]);
    expect(found.slice(0, printable.length).map(({ words }) => words)).toEqual(printable.map((word) => [word, 'end']));
  }, 30_000);

  it('has nothing that a terminal acts on, so that what is shown is what is pasted', () => {
    for (const word of everything) expect(terminalSafe(quoteWord(word, 'posix'))).toBe(quoteWord(word, 'posix'));
  });

  it.each([
    ['C:\\Users\\me\\key', "'C:\\Users\\me\\key'"],
    ["it's", "'it''s'"],
    ['\u2018$(calc)\u2019', "'\u2018\u2018$(calc)\u2019\u2019'"],
    ['a\nb', 'VALUE'],
    ['plain', 'plain'],
  ])('quotes %j for PowerShell', (word, quoted) => {
    expect(quoteWord(word, 'powershell')).toBe(quoted);
  });

  it('knows the shell of a platform', () => {
    expect([shellOf('win32'), shellOf('linux'), shellOf('darwin')]).toEqual(['powershell', 'posix', 'posix']);
  });
});
