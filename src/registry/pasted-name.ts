/**
 * The registry in what people paste: the address of a web page or of an API, an image with its tag, quotes, blanks.
 * Only a proposal for a hint: nothing is stored under it before a person types it.
 */

/** Longer texts are no pasted names. */
const longestPaste = 2_048;
/** Blanks of any kind, and what cannot be seen. */
const blanks = /[\s\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]+/gu;
/** Quotes of shells and of word processors, the brackets around an address, and what ends a sentence. */
const opening = /^["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a<>(){},;]+/;
const closing = /["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a<>(){},;.]+$/;
/** `docker pull IMAGE` and its like, as tutorials and consoles have it; options would have values. */
const pull = /^(?:\$ )?(?:sudo )?(?:docker|podman|nerdctl|crane|skopeo) [a-z]+ (?=[^ -][^ ]*$)/;
const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;
/** distribution/reference: `DigestRegexp`. */
const digest = /@[a-z0-9+._-]+:[0-9a-f]{32,}$/i;

/** The registry name that was probably meant, still to be parsed; undefined when there is no other. */
export function nameInPaste(text: string): string | undefined {
  if (text.length > longestPaste) return undefined;
  const [address = ''] = unwrapped(text).replace(pull, '').replace(scheme, '').split(/[?#]/, 1);
  const place = address.replace(digest, '');
  const [written = '', ...parts] = place.replace(/\/+$/, '').split('/');
  // An '@' further on may stand in a password with a '/' (`user:pass/word@host`): nothing of it goes into a hint.
  if (place.includes(' ') || parts.some((part) => part.includes('@'))) return undefined;
  const authority = written.slice(written.lastIndexOf('@') + 1);
  const path = parts.join('/');
  const name = registryOf(authority, { path, isImage: place !== address || path.includes(':') });
  return name === '' || name === text ? undefined : name;
}

/** Without what surrounds it: of several layers (`"<HOST>",`) all. */
function unwrapped(text: string): string {
  const inner = text.replace(blanks, ' ').trim().replace(opening, '').replace(closing, '').trim();
  return inner === text ? inner : unwrapped(inner);
}

/** Of an image or an API the host, which is what clients ask for. */
function registryOf(
  authority: string,
  { path, isImage }: { readonly path: string; readonly isImage: boolean },
): string {
  const [, host = '', port = '', tag = ''] = /^(\[[^\]]*\]|[^:]*)(:[0-9]+(?![^]))?(:[^]*)?$/.exec(authority) ?? [];
  // distribution/reference: a first part without dot and port is a repository of Docker Hub.
  const isOfHub = !/[.[]/.test(host) && host !== 'localhost' && port === '';
  if (isOfHub && (isImage || (tag !== '' && path === ''))) return 'docker.io';
  return path === '' || isImage || /^v[12](?:\/|$)/.test(path) ? `${host}${port}` : `${host}${port}/${path}`;
}
