/** Hints: the tag that builds them, so that nothing from outside becomes a part of a command that people paste. */
import type { Hint } from '../errors.js';
import { quoteWord } from './shell-words.js';

/** Text from anywhere; a list stands for several words with blanks between. */
type Hole = string | number | readonly string[];

/**
 * A hint: the text between the holes as it is, each hole as one word of the shell. A hole stands outside of quotes
 * (a test looks at each template): `chmod 600 ${path}`, never `chmod 600 '${path}'`.
 */
export function hint(texts: TemplateStringsArray, ...holes: readonly Hole[]): Hint {
  const words = holes.map((hole) =>
    typeof hole === 'object' ? hole.map((word) => quoteWord(word)).join(' ') : quoteWord(String(hole)),
  );
  return texts.map((text, index) => `${text}${words[index] ?? ''}`).join('') as Hint;
}

/** Hints, one after the other without anything between. */
export function joinHints(...hints: readonly Hint[]): Hint {
  return hints.join('') as Hint;
}

/**
 * A hint that another process of ts-reg built and left where nobody else can write: in a file of ours alone, or sealed.
 * No other text may come here.
 */
export function hintFromProcess(text: string): Hint {
  return text as Hint;
}
