/** Tries each stored registry as a pull would, with exchange and ping, and names the AWS credentials that were used. */
import { type Hint, TsRegError } from '../../../errors.js';
import { forEachLimited } from '../../../registry-store/for-each-limited.js';
import { validateRecord } from '../../../registry-store/validation.js';
import type { OpenRecord } from '../../../registry/record.js';
import { hint } from '../../../system/hint.js';
import { type Finding, fine, problem, remark } from './findings.js';

/** The outcome of one record. */
export interface Trial {
  readonly record: OpenRecord;
  /** Undefined: accepted, or not tried. */
  readonly error: TsRegError | undefined;
  /** Where the AWS credentials came from, in words; undefined without AWS. */
  readonly source: string | undefined;
  /** The role of this machine is not allowed: no request was sent. */
  readonly gated: boolean;
  /** False when the time was up before its turn. */
  readonly tried: boolean;
}

export interface CheckOptions {
  /** Exchange and ping. */
  readonly rooms: Parameters<typeof validateRecord>[0];
  /** Whether the setting forbids the exchange of this record. */
  readonly isGated: (record: OpenRecord) => boolean;
  /** Once it is aborted, no further registry is tried. */
  readonly interrupted: AbortSignal;
  /** Milliseconds after which no further registry is tried; those under way are bounded by their rooms. */
  readonly timeMs: number;
}

const atOnce = 8;

/** Tries the records side by side, in their order. Changes nothing; one failure never stops the others. */
export async function checkRecordsWith(records: readonly OpenRecord[], means: CheckOptions): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  // Not AbortSignal.any over AbortSignal.timeout: Node 20 collects the inner signal, and the time is never up.
  const time = new AbortController();
  const timer = setTimeout(() => {
    time.abort();
  }, means.timeMs);
  try {
    await forEachLimited(records, atOnce, async (record, index) => {
      const trial = { record, error: undefined, source: undefined, gated: means.isGated(record), tried: false };
      trials[index] = time.signal.aborted || means.interrupted.aborted ? trial : await tried(trial, means.rooms);
    });
  } finally {
    clearTimeout(timer);
  }
  return trials;
}

async function tried(trial: Trial, rooms: CheckOptions['rooms']): Promise<Trial> {
  try {
    const { token } = await validateRecord(rooms, trial.record, { validate: true, command: 'update' });
    return { ...trial, tried: true, source: token?.source };
  } catch (error) {
    if (error instanceof TsRegError) return { ...trial, tried: true, error };
    throw error;
  }
}

/** Inside doctor, a hint that leads to doctor does not help; the steps of one registry do. */
function beyondDoctor(registry: string, next: Hint | undefined): Hint | undefined {
  return next?.includes('ts-reg doctor') ? hint`see which step fails: ts-reg registry check ${registry} --debug` : next;
}

/** One finding for a registry. */
export function checkFinding({ record: { registry }, error, source, ...trial }: Trial): Finding {
  if (!trial.tried)
    return remark(registry, 'not checked: the registries before it took too long', hint`ts-reg doctor ${registry}`);
  if (error) return problem(registry, error.message, beyondDoctor(registry, error.hint));
  return fine(registry, `accepts the stored credentials${source === undefined ? '' : ` (AWS credentials: ${source})`}`);
}
