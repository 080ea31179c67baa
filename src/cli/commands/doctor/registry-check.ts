/** Tries each stored registry as a pull would, exchange and ping, and tells which AWS credentials won. */
import { type Hint, TsRegError } from '../../../errors.js';
import { forEachLimited } from '../../../registry-store/for-each-limited.js';
import { validateRecord } from '../../../registry-store/validation.js';
import type { OpenRecord } from '../../../registry/record.js';
import { hint } from '../../../system/hint.js';
import { type Finding, fine, problem, remark } from './findings.js';

/** What came of one record. */
export interface Trial {
  readonly record: OpenRecord;
  /** Undefined: accepted, or not tried. */
  readonly error: TsRegError | undefined;
  /** Where the AWS credentials came from, in words; undefined without AWS. */
  readonly source: string | undefined;
  /** The gate is closed: nobody was asked. */
  readonly gated: boolean;
  /** False when the time was up before its turn. */
  readonly tried: boolean;
}

export interface CheckOptions {
  /** Exchange and ping. */
  readonly rooms: Parameters<typeof validateRecord>[0];
  /** Whether the gate keeps this record from AWS. */
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
    const token = await validateRecord(rooms, trial.record, { validate: true, command: 'update' });
    return { ...trial, tried: true, source: token?.source };
  } catch (error) {
    if (error instanceof TsRegError) return { ...trial, tried: true, error };
    throw error;
  }
}

/** A hint that leads to doctor leads nobody on who reads it there; each step of one registry does. */
function beyondDoctor(registry: string, next: Hint | undefined): Hint | undefined {
  return next?.includes('ts-reg doctor') ? hint`see where it stops: ts-reg registry check ${registry} --debug` : next;
}

/** One finding for a registry. */
export function checkFinding({ record: { registry }, error, source, ...trial }: Trial): Finding {
  if (!trial.tried)
    return remark(registry, 'not tried: the registries before it took too long', hint`ts-reg doctor ${registry}`);
  if (error) return problem(registry, error.message, beyondDoctor(registry, error.hint));
  return fine(registry, `accepts the stored credentials${source === undefined ? '' : ` (AWS credentials: ${source})`}`);
}
