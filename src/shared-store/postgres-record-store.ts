/**
 * Records as rows: the same sealed bytes as the files of the embedded store, found by an index, changed under a row
 * lock.
 */
import { TsRegError } from '../errors.js';
import type { DamagedRecord, RecordList, RecordStore } from '../registry/record-store.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import type { KeyRing } from '../storage/keys/key-ring.js';
import type { StoreMeta } from '../storage/keys/store-meta.js';
import { formatRecord, openListed, openRecord, type RecordFile } from '../storage/record-file.js';
import type { Transaction } from './database.js';
import type { MachineTokens } from './machine-tokens.js';
import type { Row } from './pg-connection.js';
import { damagedRow, parseRow, recordColumns, rowPlace } from './record-row.js';
import { numberIn, textIn } from './row.js';
import { type SharedStore, storeColumns } from './shared-store.js';

type Change = (current: OpenRecord | undefined) => OpenRecord | undefined;

/** Rows in one answer of `list`. */
const pageSize = 5_000;
/** Bytes of files in one answer: 5,000 ordinary records are some 3 MiB; the first row comes whatever its length. */
const pageBytes = 8_388_608;
/** Bytes of a name: more than the grammar of names has. */
const longestName = 1_024;
/**
 * Others may insert and delete the same record meanwhile; beyond that a trigger or rule keeps it from being written.
 */
const mostTries = 8;

export class PostgresRecordStore implements RecordStore {
  readonly #store: SharedStore;
  readonly #machine: MachineTokens;

  constructor(store: SharedStore, machine: MachineTokens) {
    this.#store = store;
    this.#machine = machine;
  }

  async list(): Promise<RecordList> {
    const { store, record } = this.#store.tables;
    const rowsBehind = `SELECT ${recordColumns} FROM ${record} record WHERE registry > $1 AND octet_length(registry) <= ${longestName} ORDER BY registry LIMIT ${pageSize}`;
    const measured = `SELECT page.*, count(*) OVER () AS found, sum(octet_length(file)) OVER (ORDER BY registry) - octet_length(file) AS bytes FROM (${rowsBehind}) page`;
    const page = `SELECT * FROM (${measured}) page WHERE coalesce(bytes, 0) <= ${pageBytes}`;
    const long = `(SELECT count(*) FROM ${record} WHERE octet_length(registry) > ${longestName}) AS long`;
    const records: RegistryRecord[] = [];
    const damaged: DamagedRecord[] = [];
    for (let after = '', more = true; more;) {
      const answer = await this.#store.read(
        `SELECT ${storeColumns}, ${long}, record.* FROM ${store} store LEFT JOIN (${page}) record ON true ORDER BY record.registry`,
        [after],
      );
      const [first] = answer?.rows ?? [];
      if (answer === undefined || first === undefined) break;
      const unread = after === '' ? numberIn(first, 'long') : 0;
      if (unread > 0)
        damaged.push({
          place: `${unread} ${unread === 1 ? 'row' : 'rows'} of table record in ${this.#store.place}`,
          reason: `a registry name is longer than ${longestName} bytes`,
        });
      const rows = answer.rows.filter((row) => row['registry'] !== null);
      more = rows.length > 0 && (numberIn(first, 'found') === pageSize || numberIn(first, 'found') > rows.length);
      if (rows.length === 0) break;
      const ring = await this.#store.open(answer.meta);
      for (const row of rows) {
        after = textIn(row, 'registry');
        const found = listed(row, ring);
        if (typeof found === 'string') damaged.push({ place: rowPlace(this.#store.place, after), reason: found });
        else records.push(found);
      }
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
      `SELECT ${storeColumns}, ${recordColumns} FROM ${store} store LEFT JOIN ${record} record ON record.registry = ANY($1)`,
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
    const inserted = await this.#write(
      registry,
      () => true,
      async (transaction, ring) => {
        const bytes = formatRecord(
          { ...record, version: 1 },
          { storeId: ring.meta.id, key: ring.current, further: {} },
        );
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

  async delete(registry: string): Promise<boolean> {
    const { record: table } = this.#store.tables;
    const deleted = await this.#write(
      registry,
      () => false,
      async (transaction, ring) => {
        const {
          rows: [row],
        } = await transaction.wait(`SELECT ${recordColumns} FROM ${table} record WHERE registry = $1 FOR UPDATE`, [
          registry,
        ]);
        if (row === undefined) return false;
        const found = parseRow(row, ring.meta.id);
        if (found.kind === 'newer') throw damagedRow(this.#store.place, registry, found.reason);
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
        if (tries === mostTries) throw this.#store.notKept('the description of the store');
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
      const {
        rows: [row],
      } = await transaction.wait(`SELECT ${recordColumns} FROM ${table} record WHERE registry = $1 FOR UPDATE`, [
        registry,
      ]);
      const file = row && this.#whole(row, ring.meta);
      const next = change(file && this.#open(file, ring));
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
      // Somebody inserted it since we looked: now it can be locked.
      if (count === 1) return record;
    }
    throw this.#store.notKept(`the record of ${registry}`);
  }

  #whole(row: Parameters<typeof parseRow>[0], meta: StoreMeta): RecordFile {
    const found = parseRow(row, meta.id);
    if (found.kind === 'record') return found;
    throw damagedRow(this.#store.place, textIn(row, 'registry'), found.reason);
  }

  #open(file: RecordFile, ring: KeyRing): OpenRecord {
    const { registry } = file.record;
    const key = ring.find(file.keyId);
    if (key === undefined)
      throw damagedRow(this.#store.place, registry, 'it is sealed with a key that is not of this store');
    const record = openRecord(file, key);
    if (record === undefined) throw damagedRow(this.#store.place, registry, 'its seal is broken: the row was changed');
    return record;
  }
}

/** The record in a row, or why there is none that its key vouches for. */
function listed(row: Row, ring: KeyRing): RegistryRecord | string {
  const found = parseRow(row, ring.meta.id);
  if (found.kind !== 'record') return found.reason;
  const opened = openListed(found, ring);
  return typeof opened === 'string' ? opened : found.record;
}
