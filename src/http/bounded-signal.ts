/** A signal with a bound in time. */

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
  signal?.addEventListener('abort', () => { bounded.abort(signal.reason); }, { once: true, signal: bounded.signal });
  return bounded.signal;
}
