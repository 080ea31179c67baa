/** Redirects of the Anchore API: followed only where the credentials may go too (RFC 9110 §15.4). */
import { parseForeignUrl } from '../registry/foreign-url.js';

/** Most redirects of one request. */
export const mostRedirects = 5;

export type RedirectTarget =
  | { readonly kind: 'same-place' | 'elsewhere'; readonly url: URL }
  | { readonly kind: 'nowhere'; readonly url: undefined };

/**
 * Where an answer leads: undefined when it is no redirect, `elsewhere` when our credentials must not go there,
 * `nowhere` when it is no URL with a host of our grammar.
 * Only the same scheme, host and port are the same place; a request that changes something is repeated
 * for 307 and 308 alone, which promise that its method stays.
 */
export function redirectTarget(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  request: { readonly method: string; readonly url: URL },
): RedirectTarget | undefined {
  const location = answer.headers['location'];
  if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  const url = parseForeignUrl(location, request.url);
  if (url === undefined) return { kind: 'nowhere', url: undefined };
  const keepsMethod = request.method === 'GET' || answer.status === 307 || answer.status === 308;
  return { kind: url.origin === request.url.origin && keepsMethod ? 'same-place' : 'elsewhere', url };
}
