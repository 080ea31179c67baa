/** Tries each stored registry as a pull would, exchange and ping, and tells which AWS credentials won. */
import { TsRegError } from '../../errors.js';
import type { OpenRecord } from '../../registry/record.js';
import { forEachLimited } from '../../registry-store/for-each-limited.js';
import { validateRecord } from '../../registry-store/validation.js';
import type { Finding } from './finding.js';
import { fine, problem, remark } from './finding.js';

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

export interface TrialMeans {
  /** Exchange and ping. */
  readonly rooms: Parameters<typeof validateRecord>[0];
  /** Whether the gate keeps this record from AWS. */
  readonly isGated: (record: OpenRecord) => boolean;
  /** Once it is aborted, no further registry is tried. */
  readonly signal: AbortSignal;
}

const atOnce = 8;

/** Tries the records side by side, in their order. Changes nothing; one failure never stops the others. */
export async function tryRecords(records: readonly OpenRecord[], means: TrialMeans): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  await forEachLimited(records, atOnce, async (record, index) => {
    trials[index] = await tryRecord(record, means);
  });
  return trials;
}

async function tryRecord(record: OpenRecord, { rooms, isGated, signal }: TrialMeans): Promise<Trial> {
  const trial = { record, error: undefined, source: undefined, gated: isGated(record), tried: !signal.aborted };
  if (signal.aborted) return trial;
  try {
    const token = await validateRecord(rooms, record, { validate: true, command: 'update' });
    return { ...trial, source: token?.source };
  } catch (error) {
    if (error instanceof TsRegError) return { ...trial, error };
    throw error;
  }
}

/** One finding for a registry. */
export function trialFinding({ record: { registry }, error, source, tried }: Trial): Finding {
  if (!tried) return remark(registry, 'not tried: the registries before it took too long', `ts-reg doctor ${registry}`);
  if (error) return problem(registry, error.message, error.hint);
  return fine(registry, `accepts the stored credentials${source === undefined ? '' : ` (AWS credentials: ${source})`}`);
}
