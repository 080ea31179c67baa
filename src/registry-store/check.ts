/** Asking AWS and the registry again whether stored credentials still work, without changing anything. */
import { TsRegError } from '../errors.js';
import type { RegistryRecord } from '../registry/record.js';
import type { StoreContext } from './dependencies.js';
import { forEachLimited } from './for-each-limited.js';
import { validateRecord } from './validation.js';

export interface CheckOutcome {
  readonly registry: string;
  /** Undefined: accepted. */
  readonly error: TsRegError | undefined;
}

/** Called with each outcome as it happens, and with the total number. */
export type OnCheckOutcome = (outcome: CheckOutcome, total: number) => void;

const atOnce = 8;

/** Exchanges and pings each record; one failure never stops the others. Outcomes come in the order of the records. */
export async function checkRecords(
  dependencies: StoreContext,
  registries: readonly RegistryRecord[],
  onOutcome: OnCheckOutcome,
): Promise<readonly CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  await forEachLimited(registries, atOnce, async ({ registry }, index) => {
    const outcome = { registry, error: await problemWith(dependencies, registry) };
    outcomes[index] = outcome;
    onOutcome(outcome, registries.length);
  });
  return outcomes;
}

async function problemWith(dependencies: StoreContext, registry: string): Promise<TsRegError | undefined> {
  try {
    const record = await dependencies.records.find(registry);
    if (!record) return new TsRegError('not-found', 'registry not found in DB', { httpCode: 404 });
    await validateRecord(dependencies, record, { validate: true, command: 'update' });
    return undefined;
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}
