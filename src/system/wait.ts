/** Waiting that ends early when the process is to end, and that a sleeping machine or a moved clock cannot prolong. */

/** Between two looks at the clock, in milliseconds. */
const longestSleep = 15_000;

export interface WaitOptions {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
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

/**
 * Waits until the clock or the stopwatch says that the time is up, whichever comes first: the stopwatch stands still
 * while a machine sleeps, and the clock may be set back.
 */
export async function waitFor(milliseconds: number, { clock, signal }: WaitOptions): Promise<void> {
  const [dueAt, endsAt] = [clock() + milliseconds, performance.now() + milliseconds];
  while (!signal.aborted) {
    const left = Math.min(dueAt - clock(), endsAt - performance.now());
    if (left <= 0) return;
    await pause(Math.min(left, longestSleep), signal);
  }
}
