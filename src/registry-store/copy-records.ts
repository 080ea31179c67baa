/**
 * Copies records from one store to another, which may each have a key of its own; run again, it continues where it
 * stopped.
 */
import type { DamagedRecord, RecordStore } from '../registry/record-store.js';
import type { OpenRecord } from '../registry/record.js';
import { forEachLimited } from './for-each-limited.js';

/** `same`: the other store has these very credentials; `conflict`: it has others for this registry. */
export type CopyAction = 'copy' | 'same' | 'conflict';

export interface CopyStep {
  readonly registry: string;
  readonly action: CopyAction;
}

export interface CopyPlan {
  /** In the order of the registries. */
  readonly steps: readonly CopyStep[];
  /** What cannot be read in the store that is copied from. */
  readonly damaged: readonly DamagedRecord[];
}

export interface CopyStores {
  readonly from: RecordStore;
  readonly to: RecordStore;
}

/** What became of a record; `gone`: it was deleted after the plan was made. */
export type CopyOutcome = 'copied' | 'replaced' | 'same' | 'conflict' | 'gone';

/** Files are opened and written side by side, this many. */
const limit = 4;

/**
 * What a copy would do; writes nothing. Every record that both have is opened in both, so that a wrong key is found
 * here.
 * @throws {TsRegError} `io`, `unavailable`.
 */
export async function planCopy({ from, to }: CopyStores): Promise<CopyPlan> {
  const [{ records, damaged }, there] = await Promise.all([from.list(), to.list({ mayBeAbsent: true })]);
  const taken = new Set(there.records.map(({ registry }) => registry));
  const steps: CopyStep[] = records.map(({ registry }) => ({ registry, action: 'copy' }));
  await forEachLimited(steps, limit, async ({ registry }, index) => {
    const record = await from.find(registry);
    const other = taken.has(registry) ? await to.find(registry) : undefined;
    if (record && other) steps[index] = { registry, action: isSame(record, other) ? 'same' : 'conflict' };
  });
  return { steps, damaged };
}

export interface CopyRequest extends CopyStores {
  readonly registries: readonly string[];
  /** Replaces what the other store has for the same registry. */
  readonly replace: boolean;
  readonly onOutcome: (registry: string, outcome: CopyOutcome) => void;
}

/**
 * Copies these records, each whole or not at all. @throws {TsRegError} `io`, `unavailable`; what was copied until then
 * stays.
 */
export async function copyRecords({ from, to, registries, replace, onOutcome }: CopyRequest): Promise<void> {
  await forEachLimited(registries, limit, async (registry) => {
    const record = await from.find(registry);
    onOutcome(registry, record === undefined ? 'gone' : await copyRecord(to, record, replace));
  });
}

async function copyRecord(to: RecordStore, record: OpenRecord, replace: boolean): Promise<CopyOutcome> {
  const seen: CopyOutcome[] = [];
  await to.change(record.registry, (current) => {
    const outcome = outcomeOf(record, current, replace);
    seen.push(outcome);
    return outcome === 'copied' || outcome === 'replaced' ? record : undefined;
  });
  // A store may look more than once; what it saw last is what it did.
  return seen.at(-1) ?? 'gone';
}

function outcomeOf(record: OpenRecord, current: OpenRecord | undefined, replace: boolean): CopyOutcome {
  if (current === undefined) return 'copied';
  if (isSame(record, current)) return 'same';
  return replace ? 'replaced' : 'conflict';
}

/** Whether both mean the same to a pull; the time of writing does not matter. */
function isSame(one: OpenRecord, other: OpenRecord): boolean {
  return meaningOf(one) === meaningOf(other);
}

function meaningOf({
  name,
  type,
  user,
  secret,
  expiresAt,
  verifyTls,
  origin,
  former,
  location: { region, account, endpoint },
}: OpenRecord): string {
  const before = former && [former.user, former.secret.reveal(), former.origin];
  return JSON.stringify([
    name,
    type,
    user,
    secret.reveal(),
    verifyTls,
    origin,
    region,
    account,
    endpoint,
    before,
    expiresAt,
  ]);
}
