/** When a watch looks again, by what ends first and by what failed. */

/** Somebody may delete or change a Secret, which nothing tells us of: it comes back within this time. Milliseconds. */
const longestWait = 600_000;
const shortestWait = 10_000;
/** After the first failure; doubled with each further one. */
const firstRetry = 500;
const longestRetry = 60_000;

export interface Round {
  /** Milliseconds since the epoch; undefined when no credential ends. */
  readonly expiresAt: number | undefined;
  readonly now: number;
  /** Rounds in a row in which the store or a registry failed. */
  readonly failures: number;
}

/**
 * Milliseconds until the next round. A token is renewed from half of its life on, so a third of what is left always
 * comes early enough: with twelve hours and with fifteen minutes.
 */
export function nextLook({ expiresAt, now, failures }: Round): number {
  const byExpiry = expiresAt === undefined ? longestWait : (expiresAt - now) / 3;
  const byFailure = failures === 0 ? longestWait : shortestWait * failures;
  return Math.round(Math.min(longestWait, Math.max(shortestWait, Math.min(byExpiry, byFailure))));
}

/** Milliseconds until a namespace that failed so many times in a row is tried again. */
export function retryAfter(failures: number): number {
  return Math.min(firstRetry * 2 ** Math.min(failures - 1, 10), longestRetry);
}
