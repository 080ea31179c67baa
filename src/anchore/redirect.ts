/** Redirects of the Anchore API: followed only where the credentials may go too (RFC 9110 §15.4). */

/** Most redirects of one request. */
export const mostRedirects = 5;

/**
 * Where an answer leads: undefined when it is no redirect, `elsewhere` when our credentials must not go there.
 * Only the same scheme, host and port are the same place; a request that changes something is repeated
 * for 307 and 308 alone, which promise that its method stays.
 */
export function redirectTarget(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  request: { readonly method: string; readonly url: URL },
): { readonly kind: 'same-place' | 'elsewhere'; readonly url: URL } | undefined {
  const location = answer.headers['location'];
  if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  if (!URL.canParse(location, request.url.href)) return undefined;
  const url = new URL(location, request.url);
  const keepsMethod = request.method === 'GET' || answer.status === 307 || answer.status === 308;
  const clean = url.username === '' && url.password === '';
  return { kind: url.origin === request.url.origin && keepsMethod && clean ? 'same-place' : 'elsewhere', url };
}
