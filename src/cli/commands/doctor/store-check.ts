/** Reads and opens the records: finds damaged ones and a wrong key. */
import { type Hint, TsRegError } from '../../../errors.js';
import type { DamagedRecord, RecordStore } from '../../../registry/record-store.js';
import type { OpenRecord, RegistryRecord } from '../../../registry/record.js';
import { isRegistryName } from '../../../registry/registry-name.js';
import { hint } from '../../../system/hint.js';
import { type Finding, fine, problem, remark } from './findings.js';

export interface RecordChoice {
  /** Normalised names; empty: every record. */
  readonly registries: readonly string[];
  /** Files that were reported already. */
  readonly loose: readonly string[];
}

export interface ReadRecords {
  readonly findings: readonly Finding[];
  /** What can be read without a key. */
  readonly listed: readonly RegistryRecord[];
  readonly opened: readonly OpenRecord[];
  /** Nothing is stored, readable or not. */
  readonly empty: boolean;
  /** The store as a whole cannot be read; the findings say why. */
  readonly isUnreadable?: boolean;
}

/** Lists without a key: for a store whose settings cannot be read. */
export async function listRecords(store: RecordStore, loose: readonly string[]): Promise<ReadRecords> {
  try {
    const { records, damaged } = await store.list({ withoutKey: true });
    const findings = damaged.filter(({ place }) => !loose.includes(place)).map(damageFinding);
    return { findings, listed: records, opened: [], empty: records.length + damaged.length === 0 };
  } catch (error) {
    return { findings: complaint(error, loose), listed: [], opened: [], empty: false, isUnreadable: true };
  }
}

/** Opens every chosen record. One damaged record does not stop the others; a shared problem is reported once. */
export async function readRecords(store: RecordStore, { registries, loose }: RecordChoice): Promise<ReadRecords> {
  const list = await listRecords(store, loose);
  if (list.isUnreadable) return list;
  const chosen =
    registries.length === 0
      ? list
      : { ...list, findings: [], listed: list.listed.filter(({ registry }) => registries.includes(registry)) };
  if (list.empty && registries.length === 0)
    return { ...list, findings: [remark('store', 'no registry is stored yet', hint`ts-reg registry add HOST USER`)] };
  const opened: OpenRecord[] = [];
  const faults: Finding[] = [];
  for (const registry of registries.length === 0 ? list.listed.map((record) => record.registry) : registries) {
    const found = await open(store, registry, loose);
    if ('secret' in found) opened.push(found);
    else
      faults.push(
        ...found.filter(
          ({ message, subject }) => !faults.some((told) => told.message === message && told.subject === subject),
        ),
      );
  }
  const whole =
    opened.length > 0
      ? [
          fine(
            'store',
            opened.length === 1 ? '1 record opens with the key' : `${opened.length} records open with the key`,
          ),
        ]
      : [];
  return { ...chosen, findings: [...chosen.findings, ...faults, ...whole], opened };
}

async function open(
  store: RecordStore,
  registry: string,
  loose: readonly string[],
): Promise<OpenRecord | readonly Finding[]> {
  try {
    return (
      (await store.find(registry)) ?? [
        problem(
          registry,
          'this registry is not stored',
          hint`ts-reg registry list, or: ts-reg registry add ${registry} USER`,
        ),
      ]
    );
  } catch (error) {
    return complaint(error, loose);
  }
}

/** No finding for a path whose mode was reported already. */
function complaint(error: unknown, loose: readonly string[]): readonly Finding[] {
  if (!(error instanceof TsRegError)) throw error;
  if (loose.includes(String(error.detail['path']))) return [];
  return [problem('store', error.message, error.hint)];
}

/** Moved away, never removed: another version may be able to read it. */
function damageFinding({ place, reason }: DamagedRecord): Finding {
  if (reason.includes('newer version'))
    return problem('store', `${place}: ${reason}`, hint`install the newer ts-reg here too: docs/install.md`);
  if (/^(?:row '|\d+ rows? of )/.test(place)) return problem('store', `${place}: ${reason}`, rowHint(place));
  return problem(
    'store',
    `${place}: ${reason}`,
    hint`restore this file from a backup, or: mv ${place} ${`${place}.damaged`}, and add the registry again`,
  );
}

/** Only a name of our grammar is repeated in a command; a row with another name can only be deleted in the database. */
function rowHint(place: string): Hint {
  const [, name = ''] = /^row '([^']*)' of table record /.exec(place) ?? [];
  return isRegistryName(name)
    ? hint`restore this row from a backup, or: ts-reg registry del ${name}`
    : hint`delete this row in the database: docs/shared-store.md#rows-that-ts-reg-did-not-write`;
}
