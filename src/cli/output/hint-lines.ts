/** Hints on a terminal: each command on a line of its own, whole, so that it can be copied. */
import { wrapped } from './terminal-text.js';

const programs =
  'anchore-cli|aws|chmod|chown|cp|createdb|curl|df|dig|docker|echo|export|getent|iconv|ls|mkdir|mv|npm|openssl|' +
  'podman|printenv|printf|ps|psql|rm|sed|sudo|ts-reg|unset';
/** Where a command begins: at the beginning, or behind what introduces it. */
const start = new RegExp(`(?:^|[:?] )(?=(?:${programs})(?: |$))`);
/** What goes on with words behind a command, outside of its quotes. */
const proseBehind = /^(?:, (?:or|then|see|with)\b|; | \()/;

/** The lines of a text that is one line, terminal-safe; words are wrapped at `columns`, commands never. */
export function hintLines(text: string, columns: number): readonly string[] {
  const found = start.exec(text);
  if (found === null) return text === '' ? [] : wrapped(text, columns);
  const begin = found.index + found[0].length;
  const end = endOfCommand(text, begin);
  const before = text.slice(0, begin).trim();
  const behind = text.slice(end).replace(/^[,;]? +/, '');
  return [
    ...(before === '' ? [] : wrapped(before, columns)),
    `  ${text.slice(begin, end)}`,
    ...hintLines(behind, columns),
  ];
}

/** Quotes as `quoteWord` writes them, and the double ones of our own templates. */
function endOfCommand(text: string, begin: number): number {
  let quote = '';
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\' && quote !== "'") at += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (proseBehind.test(text.slice(at, at + 8))) return at;
  }
  return text.length;
}
