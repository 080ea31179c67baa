/** Hints: the tag that builds them, so that nothing from outside becomes a part of a command that people paste. */
import type { Hint } from '../errors.js';
import { powershellTemplate, wantsExpression } from './powershell.js';
import { powershellValue, quoteWord, shellOf } from './shell-words.js';

/** Text from anywhere; a list stands for several words with blanks between. */
type Hole = string | number | readonly string[];

/** Programs that take a path at the end of what stands before a hole: a name like `-rf` is a path with `./` before. */
const pathPrograms = [
  'chmod|chown|cp|df|findmnt|install|ls|mkdir|mv|openssl|rm|sed',
  '\\w+-(?:Item|Content|Path|Volume)|icacls|takeown|certutil',
].join('|');
const beforePath = new RegExp(`(?<![\\w/-])(?:${pathPrograms}) [^;&|]*$`);
/** A long option at the end, of programs that take its value behind `=` too. */
const beforeValue = /(?<![\w/-])(?:aws|kubectl|npm|ts-reg) (?:[^;&|]* )?--[a-z][a-z-]* $/;
const beforeWord = /(?<![\w/-])(?:anchore-cli|aws|curl|dig|getent|kubectl|npm|ps|ts-reg) [^;&|]*$/;

/**
 * A hint: the text between the holes as it is, each hole as one word of the shell. A hole stands outside of quotes
 * (a test looks at each template): `chmod 600 ${path}`, never `chmod 600 '${path}'`. What fills a hole never becomes
 * an option of the program before it; the words of a list may be options.
 */
export function hint(texts: TemplateStringsArray, ...holes: readonly Hole[]): Hint {
  const lines = texts.map(onOneLine);
  if (shellOf(process.platform) !== 'powershell') return assembled(lines, holes);
  const template = powershellTemplate(lines);
  return assembled(
    template.texts,
    template.holes.map((index) => windowsPrograms(holes[index] ?? '')),
  );
}

function assembled(texts: readonly string[], holes: readonly Hole[]): Hint {
  return texts.reduce((before, text, index) => `${filled(before, holes[index - 1] ?? '')}${text}`) as Hint;
}

/** PowerShell 5.1 has another `curl`, an alias (about_Aliases). */
function windowsPrograms(hole: Hole): Hole {
  return typeof hole === 'object' && hole[0] === 'curl' ? ['curl.exe', ...hole.slice(1)] : hole;
}

/** A template over several lines: a line break and the indentation behind it stand for one blank. */
function onOneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function filled(before: string, hole: Hole): string {
  if (typeof hole === 'object') return before + hole.map((word) => quoteWord(word)).join(' ');
  const word = String(hole);
  if (shellOf(process.platform) === 'powershell' && wantsExpression(before)) return before + powershellValue(word);
  if (!word.startsWith('-')) return before + quoteWord(word);
  if (beforePath.test(before)) return before + quoteWord(`./${word}`);
  if (beforeValue.test(before)) return `${before.slice(0, -1)}=${quoteWord(word)}`;
  // A stand-in that people see is one: no command works with such a word.
  return before + (beforeWord.test(before) && before.endsWith(' ') ? 'VALUE' : quoteWord(word));
}

/** Hints, one after the other without anything between. */
export function joinHints(...hints: readonly Hint[]): Hint {
  return hints.join('') as Hint;
}

/**
 * A hint that another process of ts-reg built and stored where others cannot write: in a file of ours alone, or sealed.
 * No other text may come here.
 */
export function hintFromProcess(text: string): Hint {
  return text as Hint;
}
