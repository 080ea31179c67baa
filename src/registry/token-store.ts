/** Where tokens are kept between processes: disposable, each with its own lock. */
import type { CachedToken } from './token.js';

export interface LockedToken {
  /** Read after the lock was taken: what a process before us may have written. */
  readonly current: CachedToken | undefined;
  /** Keeps a token for the next process. Never throws: a token that cannot be kept is still handed out. */
  keep(token: CachedToken): Promise<void>;
}

/**
 * The name under which a token of a pod is kept beside those of other pods; `mark` tells them apart. No registry has
 * such a name. These tokens stay on the node.
 */
export function podSlot(registry: string, mark: string): string {
  return `${registry}\n${mark}`;
}

export function isPodSlot(name: string): boolean {
  return name.includes('\n');
}

/** `registry` may be the name of {@link podSlot}. */
export interface TokenStore {
  /** The kept token, whatever its freshness; undefined when there is none or it cannot be read. */
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
