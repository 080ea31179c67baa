/**
 * URLs that a server names: realms and the targets of redirects. They are checked against our grammar of registry hosts
 * before a URL parser sees them, because it forgives what must not be forgiven: line breaks, backslashes, missing or
 * extra slashes, user names, percent-encoded and full-width hosts, and `;`, `{`, `$` or quotes in a host.
 */
import { TsRegError } from '../errors.js';
import { parseRegistryName } from './registry-name.js';

/** Scheme and authority in front of what follows; the scheme may be that of `base`. */
const absolute = /^(?:https?:)?\/\/([^/?#]*)(?=[/?#]|$)/i;
/** RFC 3986 §4.2: what does not begin like this is relative to the path of `base`, as is the empty text. */
const scheme = /^[a-z][a-z0-9+.-]*:/i;
const longestUrl = 8_192;

/**
 * The URL, with `http:` or `https:` and without user name; undefined when it is none, or its host is not one that a
 * registry can be named by. Without `base` it must be absolute.
 */
export function parseForeignUrl(text: string, base?: URL): URL | undefined {
  // Printable ASCII but for the backslash, which a URL parser takes for a slash; the rest has to be percent-encoded.
  if (text.length > longestUrl || !/^[!-[\]-~]*$/.test(text)) return undefined;
  const authority = absolute.exec(text)?.[1];
  if (authority === undefined) {
    const isRelative = base !== undefined && !scheme.test(text) && !text.startsWith('//');
    return isRelative && URL.canParse(text, base.href) ? new URL(text, base) : undefined;
  }
  if (base === undefined && text.startsWith('//')) return undefined;
  if (!isRegistryAuthority(authority) || !URL.canParse(text, base?.href)) return undefined;
  const url = new URL(text, base);
  return url.username === '' && url.password === '' ? url : undefined;
}

function isRegistryAuthority(authority: string): boolean {
  try {
    const { path, wildcard } = parseRegistryName(authority);
    return path === '' && !wildcard;
  } catch (error) {
    if (error instanceof TsRegError) return false;
    throw error;
  }
}
