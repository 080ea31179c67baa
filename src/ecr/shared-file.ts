/**
 * Reads the text of an AWS shared file (`~/.aws/config`, `~/.aws/credentials`) as the AWS CLI does.
 * Grammar: Python's configparser (RawConfigParser) with botocore's nested blocks, `configloader.py`. A comment after a
 * value is cut off as well, which the AWS SDKs do ("Shared config and credentials files", AWS SDKs reference guide).
 */

/** `settings`: keys in lower case; a nested block (`ecr =` and indented lines) has keys `ecr.endpoint_url`. */
export interface SharedSection {
  /** As between the brackets: `profile dev`, `default`, `sso-session corp`. */
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** A line that the AWS CLI does not understand either. */
export class SharedFileFault extends Error {
  override readonly name = 'SharedFileFault';

  constructor(
    /** Counted from 1. */
    readonly line: number,
    reason: string,
  ) {
    super(reason);
  }
}

interface Reading {
  readonly sections: Map<string, Map<string, string>>;
  section: Map<string, string> | undefined;
  /** The key that an indented line belongs to. */
  key: string | undefined;
  indent: number;
}

const comment = /^\s*(?:[#;]|$)/;
/** Only one such blank is looked for, so that a long run of blanks costs nothing. */
const trailingComment = /\s[#;]/;

/** All sections in their order. @throws {SharedFileFault} at the first line that does not match the grammar. */
export function parseSharedFile(text: string): readonly SharedSection[] {
  const reading: Reading = { sections: new Map(), section: undefined, key: undefined, indent: 0 };
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .forEach((line, index) => {
      if (!comment.test(line)) readLine(line, index + 1, reading);
    });
  return Array.from(reading.sections, ([name, settings]) => ({ name, settings }));
}

function readLine(line: string, number: number, reading: Reading): void {
  const text = line.trim();
  const indent = line.length - line.trimStart().length;
  if (reading.section !== undefined && reading.key !== undefined && indent > reading.indent) {
    readIndented(text, { number, key: reading.key, section: reading.section });
    return;
  }
  reading.indent = indent;
  const header = text.startsWith('[') ? text.slice(1, text.lastIndexOf(']')) : undefined;
  if (header !== undefined) openSection(header, { number, reading, closed: text.includes(']') });
  else readSetting(text, number, reading);
}

function openSection(
  name: string,
  { number, reading, closed }: { readonly number: number; readonly reading: Reading; readonly closed: boolean },
): void {
  if (!closed || name === '') throw new SharedFileFault(number, 'a section needs a name in [brackets]');
  if (reading.sections.has(name)) throw new SharedFileFault(number, `duplicate section [${name}]`);
  reading.section = new Map();
  reading.key = undefined;
  reading.sections.set(name, reading.section);
}

function readSetting(text: string, number: number, reading: Reading): void {
  if (reading.section === undefined) throw new SharedFileFault(number, 'a setting comes before the first [section]');
  const { key, value } = split(text, /[=:]/, number);
  if (reading.section.has(key)) throw new SharedFileFault(number, `${key} is set twice in one section`);
  reading.section.set(key, value);
  reading.key = key;
}

/** A nested setting below `key =`; below a key with a value it is the next line of that value. */
function readIndented(
  text: string,
  at: { readonly number: number; readonly key: string; readonly section: Map<string, string> },
): void {
  const value = at.section.get(at.key) ?? '';
  if (value !== '') {
    at.section.set(at.key, `${value}\n${text}`);
    return;
  }
  const nested = split(text, /=/, at.number);
  at.section.set(`${at.key}.${nested.key}`, nested.value);
}

function split(text: string, delimiter: RegExp, number: number): { readonly key: string; readonly value: string } {
  const at = text.search(delimiter);
  const key = text.slice(0, Math.max(at, 0)).trim().toLowerCase();
  if (key === '') throw new SharedFileFault(number, 'a line has to be KEY = VALUE');
  const value = text.slice(at + 1).trim();
  return { key, value: key === 'credential_process' ? value : withoutComment(value) };
}

function withoutComment(value: string): string {
  const at = /^[#;]/.test(value) ? 0 : value.search(trailingComment);
  return at < 0 ? value : value.slice(0, at).trimEnd();
}

/**
 * The words of a section's name by the rules of Python's shlex, which `aws configure` quotes by; undefined when a
 * quote is not closed.
 */
export function sectionWords(name: string): readonly string[] | undefined {
  const words: string[] = [];
  // A word is a run of bare characters, escapes and quoted parts.
  const word = /\s*((?:[^\s'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+)/y;
  const text = name.trim();
  while (word.lastIndex < text.length) {
    const [, found] = word.exec(text) ?? [];
    if (found === undefined) return undefined;
    words.push(unquote(found));
  }
  return words;
}

/** Within double quotes a backslash escapes only itself and the quote. */
function unquote(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g,
    (_whole, ...[single, double, escaped]: (string | undefined)[]) =>
      single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? '',
  );
}
