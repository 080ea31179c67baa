/** Records as rows: the same sealed bytes as the files of the embedded store, found by an index, changed under a row lock. */
import { TsRegError } from '../../errors.js';
import type { OpenRecord, RegistryRecord } from '../../registry/record.js';
import type { DamagedRecord, RecordList, RecordStore } from '../../registry/record-store.js';
import type { KeyRing } from '../keys/key-ring.js';
import { formatRecord, openRecord, type RecordFile } from '../record-file.js';
import type { StoreMeta } from '../keys/store-meta.js';
import type { Transaction } from './database.js';
import type { MachineTokens } from './machine-tokens.js';
import { damagedRow, parseRow, rowPlace } from './record-row.js';
import { textIn } from './row.js';
import { storeColumns, type SharedStore } from './shared-store.js';

type Change = (current: OpenRecord | undefined) => OpenRecord | undefined;

/** Rows in one answer of `list`: 4 MiB at most in ordinary stores. */
const pageSize = 5_000;

export class PostgresRecordStore implements RecordStore {
  readonly #store: SharedStore;
  readonly #machine: MachineTokens;

  constructor(store: SharedStore, machine: MachineTokens) {
    this.#store = store;
    this.#machine = machine;
  }

  async list(): Promise<RecordList> {
    const { store, record } = this.#store.tables;
    const page = `SELECT registry, version, file FROM ${record} WHERE registry > $1 ORDER BY registry LIMIT ${pageSize}`;
    const records: RegistryRecord[] = [];
    const damaged: DamagedRecord[] = [];
    for (let after = '', more = true; more; ) {
      const answer = await this.#store.read(`SELECT ${storeColumns}, record.* FROM ${store} store LEFT JOIN (${page}) record ON true`, [after]);
      const rows = answer?.rows.filter((row) => row['registry'] !== null) ?? [];
      for (const row of rows) {
        after = textIn(row, 'registry');
        const found = parseRow(row, answer?.meta.id ?? '');
        if (found.kind === 'record') records.push(found.record);
        else damaged.push({ place: rowPlace(this.#store.place, after), reason: found.reason });
      }
      more = rows.length === pageSize;
    }
    records.sort((a, b) => (a.registry < b.registry ? -1 : 1));
    return { records, damaged };
  }

  find(registry: string): Promise<OpenRecord | undefined> {
    return this.findFirst([registry]);
  }

  async findFirst(registries: readonly string[]): Promise<OpenRecord | undefined> {
    const { store, record } = this.#store.tables;
    const answer = await this.#store.read(
      `SELECT ${storeColumns}, record.registry, record.version, record.file FROM ${store} store LEFT JOIN ${record} record ON record.registry = ANY($1)`,
      [registries],
    );
    if (answer === undefined) return undefined;
    for (const registry of registries) {
      const row = answer.rows.find((candidate) => candidate['registry'] === registry);
      if (row !== undefined) return this.#open(this.#whole(row, answer.meta), await this.#store.open(answer.meta));
    }
    return undefined;
  }

  async insert(record: OpenRecord): Promise<boolean> {
    const { registry } = record;
    const { record: table } = this.#store.tables;
    const inserted = await this.#write(registry, () => true, async (transaction, ring) => {
      const bytes = formatRecord({ ...record, version: 1 }, { storeId: ring.meta.id, key: ring.current, further: {} });
      const { count } = await transaction.wait(`INSERT INTO ${table} (registry, version, file) VALUES ($1, 1, $2) ON CONFLICT (registry) DO NOTHING`, [registry, bytes]);
      return count === 1;
    });
    return inserted ?? false;
  }

  async change(registry: string, change: Change): Promise<OpenRecord | undefined> {
    let saved: OpenRecord | undefined;
    await this.#write(registry, () => change(undefined) !== undefined, async (transaction, ring) => {
      saved = await this.#changeRow(transaction, ring, { registry, change });
      return saved !== undefined;
    });
    return saved;
  }

  async delete(registry: string): Promise<boolean> {
    const { record: table } = this.#store.tables;
    const deleted = await this.#write(registry, () => false, async (transaction, ring) => {
      const { rows: [row] } = await transaction.wait(`SELECT registry, version, file FROM ${table} WHERE registry = $1 FOR UPDATE`, [registry]);
      if (row === undefined) return false;
      const found = parseRow(row, ring.meta.id);
      if (found.kind === 'newer') throw damagedRow(this.#store.place, registry, found.reason);
      const { count } = await transaction.query(`DELETE FROM ${table} WHERE registry = $1`, [registry]);
      return count === 1;
    });
    return deleted ?? false;
  }

  /**
   * Runs `work` in a transaction, alone on this machine; when it says that it wrote, the token goes too, everywhere.
   * Undefined when there is no store and `mayCreate` does not want one.
   */
  #write(registry: string, mayCreate: () => boolean, work: (transaction: Transaction, ring: KeyRing) => Promise<boolean>): Promise<boolean | undefined> {
    return this.#machine.alone(registry, { wait: true }, async (local) => {
      for (;;) {
        const done = await this.#store.write(async (transaction, { meta }) => {
          const wrote = await work(transaction, await this.#store.open(meta));
          if (!wrote) return false;
          // Waits for a renewal that is under way; what it keeps for the old record is dropped with the rest.
          await transaction.wait(`DELETE FROM ${this.#store.tables.token} WHERE registry = $1`, [registry]);
          local.drop();
          return true;
        });
        if (done !== undefined) return done.value;
        if (!mayCreate()) return undefined;
        await this.#store.create();
      }
    });
  }

  async #changeRow(transaction: Transaction, ring: KeyRing, { registry, change }: { readonly registry: string; readonly change: Change }): Promise<OpenRecord | undefined> {
    const { record: table } = this.#store.tables;
    for (;;) {
      const { rows: [row] } = await transaction.wait(`SELECT registry, version, file FROM ${table} WHERE registry = $1 FOR UPDATE`, [registry]);
      const file = row && this.#whole(row, ring.meta);
      const next = change(file && this.#open(file, ring));
      if (next === undefined) return undefined;
      if (next.registry !== registry) throw new TsRegError('internal', `a change of ${registry} cannot rename it`);
      const version = (file?.record.version ?? 0) + 1;
      const record = { ...next, version };
      const bytes = formatRecord(record, { storeId: ring.meta.id, key: ring.current, further: file?.further ?? {} });
      const { count } = file === undefined
        ? await transaction.wait(`INSERT INTO ${table} (registry, version, file) VALUES ($1, $2, $3) ON CONFLICT (registry) DO NOTHING`, [registry, version, bytes])
        : await transaction.query(`UPDATE ${table} SET version = $2, file = $3 WHERE registry = $1 AND version = $2 - 1`, [registry, version, bytes]);
      // Somebody inserted it since we looked: now it can be locked.
      if (count === 1) return record;
    }
  }

  #whole(row: Parameters<typeof parseRow>[0], meta: StoreMeta): RecordFile {
    const found = parseRow(row, meta.id);
    if (found.kind === 'record') return found;
    throw damagedRow(this.#store.place, textIn(row, 'registry'), found.reason);
  }

  #open(file: RecordFile, ring: KeyRing): OpenRecord {
    const { registry } = file.record;
    const key = ring.find(file.keyId);
    if (key === undefined) throw damagedRow(this.#store.place, registry, 'it is sealed with a key that is not of this store');
    const record = openRecord(file, key);
    if (record === undefined) throw damagedRow(this.#store.place, registry, 'its seal is broken: the row was changed');
    return record;
  }
}
