/**
 * Text of a manual page: escaping per groff_man(7), "Portability", and groff_char(7), and what the page says beyond the
 * command tree.
 */

/**
 * What roff or its macros would read as something else, and how it is written so that it comes out, and copies, as it
 * is.
 */
const written: Readonly<Record<string, string>> = {
  '\\': '\\(rs',
  // A bare one becomes a hyphen, U+2010, which no shell takes for an option.
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

/** Text within a line: one line, for any content. */
export function escapeText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/[\\'`^~"-]/g, (character) => written[character] ?? character)
    .replace(/[^\p{ASCII}]/gu, (character) => `\\[u${hex(character)}]`);
}

/** Text that stands at the beginning of a line: a dot there would be a request. */
export function escapeLine(text: string): string {
  const line = escapeText(text.trim());
  return line.startsWith('.') ? `\\&${line}` : line;
}

/** An argument of a macro, in quotes. */
export function macroArgument(text: string): string {
  return `"${escapeText(text)}"`;
}

/** A name that is typed as it stands. */
export function bold(text: string): string {
  return `\\fB${escapeText(text)}\\fR`;
}

/** A word that something else takes the place of. */
export function italic(text: string): string {
  return `\\fI${escapeText(text)}\\fR`;
}

/** Lines kept as they are, their indentation too. */
export function literalLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => {
    const indentation = /^ */.exec(line)?.[0] ?? '';
    // \& also keeps an indented line from being a break with spaces of its own.
    return `\\&${indentation}${keepSpaces(line.slice(indentation.length))}`;
  });
  return ['.RS 4', '.nf', ...lines, '.fi', '.RE'];
}

function keepSpaces(line: string): string {
  return line
    .split(/( {2,})/)
    .map((part, index) => (index % 2 === 0 ? escapeText(part) : part))
    .join('');
}

/** As groff names a character: at least four digits. */
function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** A term and what it means, in plain text. */
export type Definition = readonly [term: string, meaning: string];

export const exitCodes: readonly Definition[] = [
  ['0', 'done'],
  ['1', 'refused: not found, rejected by AWS or the registry, role of this machine not allowed'],
  ['2', 'failed: wrong usage, unauthorized, already exists, a file or service that cannot be used'],
  ['130', 'stopped by Ctrl-C'],
  ['143', 'stopped by SIGTERM'],
];

export const files: readonly Definition[] = [
  ['~/.config/ts-reg/config.yaml', 'settings; an unknown key is an error'],
  ['~/.config/ts-reg/key', 'the key that seals the records, unless another key is configured'],
  ['~/.local/share/ts-reg/records/', 'one record a file, its secret sealed'],
  ['~/.local/share/ts-reg/tokens/', 'one token a file, sealed; may be deleted at any time'],
  ['~/.docker/config.json', 'where configure-docker sets ts-reg as the credential helper'],
  ['~/.anchore/credentials.yaml', "anchore-cli's settings, read if the file exists"],
];

export const seeAlso: readonly string[] = ['docker-login(1)', 'podman-login(1)', 'containers-auth.json(5)'];
