/** Tries each stored registry as a pull would, with exchange and ping, and names the AWS credentials that were used. */
import type { Hint } from '../../../errors.js';
import type { CheckOutcome } from '../../../registry-store/check.js';
import type { EmbeddedStore } from '../../../registry-store/embedded-store.js';
import type { OpenRecord } from '../../../registry/record.js';
import { hint } from '../../../system/hint.js';
import { type Finding, fine, problem, remark } from './findings.js';

export interface CheckLimits {
  /** Once it is aborted, no further registry is tried. */
  readonly interrupted: AbortSignal;
  /** Milliseconds after which no further registry is tried. */
  readonly timeMs: number;
}

/** Tries the records side by side, in their order. Changes nothing; one failure never stops the others. */
export async function checkRegistries(
  store: Pick<EmbeddedStore, 'checkOpened'>,
  records: readonly OpenRecord[],
  { interrupted, timeMs }: CheckLimits,
): Promise<readonly CheckOutcome[]> {
  const stop = new AbortController();
  const end = (): void => {
    stop.abort();
  };
  // Not AbortSignal.any over AbortSignal.timeout: Node 20 collects the inner signal, and the time is never up.
  const timer = setTimeout(end, timeMs);
  interrupted.addEventListener('abort', end, { once: true });
  if (interrupted.aborted) end();
  try {
    return await store.checkOpened(records, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener('abort', end);
  }
}

/** Inside doctor, a hint that leads to doctor does not help; the steps of one registry do. */
function beyondDoctor(registry: string, next: Hint | undefined): Hint | undefined {
  return next?.includes('ts-reg doctor') ? hint`see which step fails: ts-reg registry check ${registry} --debug` : next;
}

/** One finding for a registry. */
export function checkFinding({ registry, error, source, isTried }: CheckOutcome): Finding {
  if (!isTried)
    return remark(registry, 'not checked: the registries before it took too long', hint`ts-reg doctor ${registry}`);
  if (error) return problem(registry, error.message, beyondDoctor(registry, error.hint));
  return fine(registry, `accepts the stored credentials${source === undefined ? '' : ` (AWS credentials: ${source})`}`);
}
