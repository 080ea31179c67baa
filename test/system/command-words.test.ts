/** A command as words. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandWords } from '../../src/system/command-words.js';

it.each([
  ['mail me', ['mail', 'me']],
  ['  mail\t me  ', ['mail', 'me']],
  [`/opt/my\\ tool 'a b' "c d"`, ['/opt/my tool', 'a b', 'c d']],
  [`x 'a\\b' "a\\"b" a\\\\b`, ['x', 'a\\b', 'a"b', 'a\\b']],
  [`x '' ""`, ['x', '', '']],
  [`x a'b'"c"d`, ['x', 'abcd']],
  ['x $HOME `id` $(id) ; rm * > f', ['x', '$HOME', '`id`', '$(id)', ';', 'rm', '*', '>', 'f']],
  ['x "it\'s"', ['x', "it's"]],
])('%j', (text, words) => {
  expect(commandWords(text)).toEqual(words);
});

it.each(['', '  ', "mail 'me", 'mail "me', 'mail \\', "''", '"" x'])('%j is none', (text) => {
  expect(commandWords(text)).toBeUndefined();
});

it('gives back the words that single quotes keep together', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string().map((text) => text.replaceAll("'", '')),
        { minLength: 1 },
      ),
      (words) => {
        const given = ['program', ...words];
        expect(commandWords(given.map((word) => `'${word}'`).join(' '))).toEqual(given);
      },
    ),
  );
});
