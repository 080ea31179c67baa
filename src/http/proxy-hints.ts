/** What to do about a proxy that refuses, by its status (RFC 9110 §15.5 and §15.6), and how to go past it. */
import type { Hint } from '../errors.js';
import { hint, joinHints } from '../system/hint.js';

export interface RefusedHost {
  /** Without port. */
  readonly host: string;
  /** What NO_PROXY would have to hold. */
  readonly bypass: string;
  /** The status of the proxy; undefined when it broke off. */
  readonly status: number | undefined;
}

/** The next step after a proxy refused the connection to a host, or answered in its place. */
export function proxyHint({ host, bypass, status }: RefusedHost): Hint {
  const past = joinHints(hint`or bypass the proxy: `, bypassHint(bypass));
  if (status === 403)
    return joinHints(hint`a rule of the proxy forbids ${host}; ask its administrator to allow port 443 there, `, past);
  if (status === 502 || status === 503 || status === 504)
    return joinHints(hint`the proxy could not reach ${host}; is the name right? getent hosts ${host}; `, past);
  return joinHints(hint`are user and password in HTTPS_PROXY right? `, past);
}

/** Adds to NO_PROXY, in either spelling, and keeps what is there. */
export function bypassHint(entry: string): Hint {
  return hint`export NO_PROXY="\${NO_PROXY:-$no_proxy},"${entry}`;
}
