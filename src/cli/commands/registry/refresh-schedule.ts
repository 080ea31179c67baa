/**
 * When `registry refresh --watch` looks again: soon after a failure, before tokens grow old, never all machines at
 * once.
 */
import type { RefreshOutcome } from '../../../registry-store/refresh.js';

/** New records and edited ones are noticed within an hour. */
const longestWait = 3_600_000;
const afterFailure = 300_000;
const shortestWait = 60_000;

/**
 * Milliseconds until the next round; outcomes are undefined when the last one failed as a whole. Up to a tenth
 * shorter by chance (`random` in 0…1), so that a fleet that started together does not ask AWS together. Tokens are
 * renewed from half of their 12 hours on, so a third of what the first one has left is early enough.
 */
export function nextRound(outcomes: readonly RefreshOutcome[] | undefined, now: number, random: number): number {
  let wait = outcomes ? longestWait : afterFailure;
  for (const { outcome, expiresAt } of outcomes ?? []) {
    wait = Math.min(wait, outcome === 'failed' ? afterFailure : ((expiresAt ?? now) - now) / 3);
  }
  return Math.round(Math.max(shortestWait, wait) * (1 - random / 10));
}

/** Waits, or returns early when the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
