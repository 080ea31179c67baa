/** Characters that come with a pasted key id. */
import { expect, it } from 'vitest';
import { strangeCharacter } from '../../src/registry/access-key-id.js';

it.each([
  ['AKIAIOSFODNN7EXAMPLE', undefined],
  ['AKIA\u200bX', 'an invisible character (U+200B)'],
  ['\ufeffAKIA', 'an invisible character (U+FEFF)'],
  ['AKIA X', 'an invisible character (U+0020)'],
  ['AKIA\u00a0', 'an invisible character (U+00A0)'],
  ['AKIA\u202eX', 'an invisible character (U+202E)'],
  ['AKIAx', "'x' (U+0078)"],
  ['"AKIA"', "'\"' (U+0022)"],
  ['AKIA\u0415', "'\u0415' (U+0415)"],
  ['AKIA\u{1f511}', "'\u{1f511}' (U+1F511)"],
])('%j', (id, words) => {
  expect(strangeCharacter(id)).toBe(words);
});
