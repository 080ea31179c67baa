/**
 * Documents as YAML for `kubectl apply -f -`: block style, every value a JSON scalar, which is YAML too (YAML 1.2
 * §1.3), so that none is read as something else; keys without quotes where they can be nothing but text.
 */

/** The documents, parted by `---`. Members that are undefined are left out. */
export function yamlDocuments(documents: readonly object[]): string {
  return documents.map((document) => `${linesOf(document, '').join('\n')}\n`).join('---\n');
}

function linesOf(value: object, indent: string): readonly string[] {
  return Array.isArray(value) ? value.flatMap((item) => itemLines(item, indent)) : memberLines(value, indent);
}

function memberLines(value: object, indent: string): readonly string[] {
  return Object.entries(value).flatMap(([key, member]: readonly [string, unknown]) => {
    if (member === undefined) return [];
    const name = `${indent}${/^[A-Za-z][\w./-]*$/.test(key) && !reserved.test(key) ? key : JSON.stringify(key)}:`;
    if (typeof member === 'string' && member.endsWith('\n') && isPlainText(member))
      return [
        `${name} |`,
        ...member
          .slice(0, -1)
          .split('\n')
          .map((line) => (line === '' ? '' : `${indent}  ${line}`)),
      ];
    if (!isFilled(member)) return [`${name} ${JSON.stringify(member)}`];
    return [name, ...linesOf(member, Array.isArray(member) ? indent : `${indent}  `)];
  });
}

function itemLines(item: unknown, indent: string): readonly string[] {
  if (!isFilled(item)) return [`${indent}- ${JSON.stringify(item)}`];
  const [first = '', ...others] = linesOf(item, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...others];
}

/** YAML 1.1, which kubectl reads: words that are no text. */
const reserved = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A block of lines keeps such a text unchanged. */
function isPlainText(text: string): boolean {
  return /^\S[ -~\n]*$/.test(text) && !text.endsWith('\n\n');
}

function isFilled(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
