/** A signal with a bound in time. */
import { setMaxListeners } from 'node:events';

/**
 * Aborts when the other signal does, with its reason, or after so many milliseconds, with a `TimeoutError`. Not
 * `AbortSignal.any` over `AbortSignal.timeout`: Node 20 collects the inner signal, and the time is never up.
 * The timer keeps no process alive.
 */
export function boundedSignal(signal: AbortSignal | undefined, milliseconds: number): AbortSignal {
  if (signal?.aborted === true) return signal;
  const bounded = new AbortController();
  setTimeout(() => {
    bounded.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, milliseconds).unref();
  if (signal === undefined) return bounded.signal;
  // Many requests may be bound to one interrupt: no leak, each listener goes with its timer.
  setMaxListeners(0, signal);
  signal.addEventListener(
    'abort',
    () => {
      bounded.abort(signal.reason);
    },
    { once: true, signal: bounded.signal },
  );
  return bounded.signal;
}

/**
 * The outcome of the work, whose signal has that bound. Nothing is left behind when the work is done, which counts
 * where thousands follow each other.
 */
export async function withBound<T>(
  { signal, milliseconds }: { readonly signal: AbortSignal; readonly milliseconds: number },
  work: (bounded: AbortSignal) => Promise<T>,
): Promise<T> {
  const bounded = new AbortController();
  const stop = (): void => {
    bounded.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    bounded.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, milliseconds);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    return await work(bounded.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
