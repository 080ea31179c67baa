/** Asking AWS and the registry again whether stored credentials still work, without changing anything. */
import { TsRegError } from '../errors.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import type { StoreContext } from './dependencies.js';
import { forEachLimited } from './for-each-limited.js';
import { deletedMeanwhileError } from './not-found.js';
import { validateRecord } from './validation.js';

export interface CheckOutcome {
  readonly registry: string;
  /** Undefined: accepted, or not tried. */
  readonly error: TsRegError | undefined;
  /** Where the AWS credentials came from, in words; undefined without AWS. */
  readonly source: string | undefined;
  /** False when `signal` was aborted before it began. */
  readonly isTried: boolean;
}

export interface CheckOptions {
  /** Called with each outcome as it happens, and with the total number. */
  readonly onOutcome?: (outcome: CheckOutcome, total: number) => void;
  /** Once it is aborted, no further registry is tried; those under way are finished. */
  readonly signal?: AbortSignal;
}

const atOnce = 8;

/**
 * Exchanges and pings each record; one failure never stops the others. Outcomes come in the order of the records. A
 * record that is open already is not opened again.
 */
export async function checkRecords(
  context: StoreContext,
  records: readonly (RegistryRecord | OpenRecord)[],
  { onOutcome, signal }: CheckOptions,
): Promise<readonly CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  await forEachLimited(records, atOnce, async (record, index) => {
    const { registry } = record;
    const outcome: CheckOutcome = signal?.aborted
      ? { registry, error: undefined, source: undefined, isTried: false }
      : { registry, ...(await tryRecord(context, record)), isTried: true };
    outcomes[index] = outcome;
    onOutcome?.(outcome, records.length);
  });
  return outcomes;
}

async function tryRecord(
  context: StoreContext,
  record: RegistryRecord | OpenRecord,
): Promise<Pick<CheckOutcome, 'error' | 'source'>> {
  try {
    const open = 'secret' in record ? record : await context.records.find(record.registry);
    if (!open) throw deletedMeanwhileError(record.registry);
    const { token } = await validateRecord(context, open, { validate: true, command: 'update' });
    return { error: undefined, source: token?.source };
  } catch (error) {
    if (error instanceof TsRegError) return { error, source: undefined };
    throw error;
  }
}
