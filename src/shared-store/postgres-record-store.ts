/**
 * Records as rows: the same sealed bytes as the files of the embedded store, found by an index, changed under a row
 * lock.
 */
import { TsRegError } from '../errors.js';
import type { ListOptions, RecordList, RecordStore } from '../registry/record-store.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import type { KeyRing } from '../storage/keys/key-ring.js';
import { formatRecord } from '../storage/record-file.js';
import type { Transaction } from './database.js';
import type { MachineTokens } from './machine-tokens.js';
import { listRecords } from './record-list.js';
import { damagedRow, lockRow, openRow, parseRow, recordColumns, wholeRow } from './record-row.js';
import { notKept } from './shared-store-errors.js';
import { type SharedStore, storeColumns } from './shared-store.js';

type Change = (current: OpenRecord | undefined) => OpenRecord | undefined;

/**
 * Others may insert and delete the same record in the meantime; after that, a trigger or rule prevents the write.
 */
const mostTries = 8;

export class PostgresRecordStore implements RecordStore {
  readonly #store: SharedStore;
  readonly #machine: MachineTokens;
  /** What was written here, to know it again without a key. */
  readonly #written = new WeakMap<OpenRecord, Buffer>();

  constructor(store: SharedStore, machine: MachineTokens) {
    this.#store = store;
    this.#machine = machine;
  }

  list(options?: ListOptions): Promise<RecordList> {
    return listRecords(this.#store, options);
  }

  find(registry: string): Promise<OpenRecord | undefined> {
    return this.findFirst([registry]);
  }

  async findFirst(registries: readonly string[]): Promise<OpenRecord | undefined> {
    const { store, record } = this.#store.tables;
    const answer = await this.#store.read(
      `SELECT ${storeColumns}, ${recordColumns} FROM ${store} store ` +
        `LEFT JOIN ${record} record ON record.registry = ANY($1)`,
      [registries],
    );
    if (answer === undefined) return undefined;
    for (const registry of registries) {
      const row = answer.rows.find((candidate) => candidate['registry'] === registry);
      const { place } = this.#store;
      if (row !== undefined)
        return openRow(wholeRow(row, answer.meta, place), await this.#store.open(answer.meta), place);
    }
    return undefined;
  }

  async insert(record: OpenRecord): Promise<boolean> {
    const { registry } = record;
    const { record: table } = this.#store.tables;
    const inserted = await this.#write(
      registry,
      () => true,
      async (transaction, ring) => {
        const bytes = formatRecord(
          { ...record, version: 1 },
          { storeId: ring.meta.id, key: ring.current, further: {} },
        );
        this.#written.set(record, bytes);
        const { count } = await transaction.wait(
          `INSERT INTO ${table} (registry, version, file) VALUES ($1, 1, $2) ON CONFLICT (registry) DO NOTHING`,
          [registry, bytes],
        );
        return count === 1;
      },
    );
    return inserted ?? false;
  }

  async change(registry: string, change: Change): Promise<OpenRecord | undefined> {
    let saved: OpenRecord | undefined;
    await this.#write(
      registry,
      () => change(undefined) !== undefined,
      async (transaction, ring) => {
        saved = await this.#changeRow(transaction, ring, { registry, change });
        return saved !== undefined;
      },
    );
    return saved;
  }

  async holds(record: OpenRecord): Promise<boolean> {
    const bytes = this.#written.get(record);
    if (bytes === undefined) return false;
    const text = `SELECT 1 FROM ${this.#store.tables.record} WHERE registry = $1 AND file = $2`;
    return (await this.#store.database.run({ text, values: [record.registry, bytes] })).count === 1;
  }

  async delete(registry: string, onlyIf?: (current: RegistryRecord) => boolean): Promise<boolean> {
    const { record: table } = this.#store.tables;
    const deleted = await this.#write(
      registry,
      () => false,
      async (transaction, ring) => {
        const row = await lockRow(transaction, this.#store.tables.record, registry);
        if (row === undefined) return false;
        const found = parseRow(row, ring.meta.id);
        if (found.kind === 'newer') throw damagedRow(this.#store.place, registry, found.reason);
        if (onlyIf !== undefined && (found.kind !== 'record' || !onlyIf(found.record))) return false;
        const { count } = await transaction.query(`DELETE FROM ${table} WHERE registry = $1`, [registry]);
        return count === 1;
      },
    );
    return deleted ?? false;
  }

  /**
   * Runs `work` in a transaction, alone on this machine; when it says that it wrote, the token goes too, everywhere.
   * Undefined when there is no store and `mayCreate` does not want one.
   */
  #write(
    registry: string,
    mayCreate: () => boolean,
    work: (transaction: Transaction, ring: KeyRing) => Promise<boolean>,
  ): Promise<boolean | undefined> {
    return this.#machine.alone(registry, { wait: true }, async (local) => {
      for (let tries = 1; ; tries += 1) {
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
        if (tries === mostTries) throw notKept(this.#store.place, 'the description of the store');
        await this.#store.create();
      }
    });
  }

  async #changeRow(
    transaction: Transaction,
    ring: KeyRing,
    { registry, change }: { readonly registry: string; readonly change: Change },
  ): Promise<OpenRecord | undefined> {
    const { record: table } = this.#store.tables;
    for (let tries = 1; tries <= mostTries; tries += 1) {
      const row = await lockRow(transaction, this.#store.tables.record, registry);
      const file = row && wholeRow(row, ring.meta, this.#store.place);
      const next = change(file && openRow(file, ring, this.#store.place));
      if (next === undefined) return undefined;
      if (next.registry !== registry) throw new TsRegError('internal', `a change of ${registry} cannot rename it`);
      const version = (file?.record.version ?? 0) + 1;
      const record = { ...next, version };
      const bytes = formatRecord(record, { storeId: ring.meta.id, key: ring.current, further: file?.further ?? {} });
      const { count } =
        file === undefined
          ? await transaction.wait(
              `INSERT INTO ${table} (registry, version, file) VALUES ($1, $2, $3) ON CONFLICT (registry) DO NOTHING`,
              [registry, version, bytes],
            )
          : await transaction.query(
              `UPDATE ${table} SET version = $2, file = $3 WHERE registry = $1 AND version = $2 - 1`,
              [registry, version, bytes],
            );
      // Otherwise another process inserted it in the meantime: now it can be locked.
      if (count !== 1) continue;
      this.#written.set(record, bytes);
      return record;
    }
    throw notKept(this.#store.place, `the record of ${registry}`);
  }
}
