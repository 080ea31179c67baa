/** Which registries belong to an output: names, and patterns in which `*` matches any text. */
import { parseRegistryName } from '../registry/registry-name.js';
import { namesOfRecord } from '../registry/server-address.js';

/** Whether a text matches several registries. `HOST/PATH/*` does, and is the name of a record besides. */
export function isPattern(text: string): boolean {
  return text.includes('*');
}

/**
 * The names in lower-case hosts. A host's `*` ends at the `/` behind the host; the pattern `*` alone matches all
 * registries.
 * @throws {TsRegError} `refused` for what cannot match any name.
 */
export function parsePattern(text: string): string {
  if (!isPattern(text)) return parseRegistryName(text).text;
  if (text === '*') return text;
  const slash = text.indexOf('/');
  const [host, path] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash)];
  // A letter may stand wherever `*` may.
  parseRegistryName(host.replaceAll('*', 'x') + path.replaceAll('*', 'x'));
  return host.toLowerCase() + path;
}

/** Whether a registry, under any of its names, is one of the patterns'. */
export function matchesAny(patterns: readonly string[], registry: string): boolean {
  const names = [...new Set([registry, ...namesOfRecord(parseRegistryName(registry))])];
  return patterns.some((pattern) => names.some((name) => matches(pattern, name)));
}

function matches(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true;
  const [host = '', path] = parts(pattern);
  const [nameHost = '', namePath] = parts(name);
  if (!covers(host, nameHost)) return false;
  return path === undefined || namePath === undefined ? path === namePath : covers(path, namePath);
}

function parts(name: string): readonly [string | undefined, string | undefined] {
  const slash = name.indexOf('/');
  return slash < 0 ? [name, undefined] : [name.slice(0, slash), name.slice(slash + 1)];
}

/** From left to right, each piece at its first place: linear in practice, for any pattern. */
function covers(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  if (pieces.length === 1) return pattern === text;
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
