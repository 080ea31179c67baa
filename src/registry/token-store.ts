/** Where tokens are kept between processes: disposable, each with its own lock. */
import type { CachedToken } from './token.js';

export interface LockedToken {
  /** Read after the lock was taken: what a process before us may have written. */
  readonly current: CachedToken | undefined;
  /** Keeps a token for the next process. Never throws: a token that cannot be kept is still handed out. */
  keep(token: CachedToken): Promise<void>;
}

/** `registry` may be the name of `podSlot`. */
export interface TokenStore {
  /** The kept token, of any freshness; undefined when there is none or it cannot be read. */
  read(registry: string): Promise<CachedToken | undefined>;
  /**
   * Runs `renew` while no other process does so for this registry (single flight).
   * With `wait: false`, undefined at once when another one is at it. A lock that cannot be taken because the
   * folder is read-only does not stop the renewal: it then runs unlocked.
   */
  withLock<T>(
    registry: string,
    options: { readonly wait: boolean },
    renew: (turn: LockedToken) => Promise<T>,
  ): Promise<T | undefined>;
  /** Forgets the token of a registry; absence is no error. */
  drop(registry: string): Promise<void>;
}
