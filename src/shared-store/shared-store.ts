/** The store in the database as a whole: whether it is there, of which layout, and with which key it is sealed. */
import { type KeyObject, randomBytes } from 'node:crypto';
import { TsRegError } from '../errors.js';
import { type KeyRing, openRing, openRingFrom } from '../storage/keys/key-ring.js';
import type { KeySource } from '../storage/keys/key-source.js';
import { formatMeta, parseMeta, type StoreMeta } from '../storage/keys/store-meta.js';
import { deriveRecordKey } from '../storage/sealing/store-key.js';
import { sqlStateOf } from './database-error.js';
import type { Database, Transaction } from './database.js';
import { migrate, type Migration, newerLayout, type Tables } from './schema-migrations.js';
import type { Row } from './pg-connection.js';
import { bytesIn, numberIn } from './record-row.js';
import { mayNotCreate, notKept, withSharedHint, wrongKey } from './shared-store-errors.js';

/**
 * Bytes of the store's description: it is some 600 long, and a list gets it with each row. One byte of a longer one
 * reads as damaged.
 */
const longestMeta = 8_192;
/**
 * Another process may migrate or create the store at the same time; if a table still does not change, it is a trigger
 * or rule.
 */
const mostTries = 5;

/** What every answer begins with; `store` is table store, under this name. */
export const storeColumns =
  `store.layout, CASE WHEN octet_length(store.meta) <= ${longestMeta} THEN store.meta ` +
  `ELSE substr(store.meta, 1, 1) END AS meta, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock`;

export interface Answer {
  readonly meta: StoreMeta;
  readonly rows: readonly Row[];
  /** The database's clock, in milliseconds since the epoch. */
  readonly clock: number;
}

export interface SharedStoreParts {
  readonly database: Database;
  readonly tables: Tables;
  readonly source: KeySource;
  readonly migrations: readonly Migration[];
}

export class SharedStore {
  readonly database: Database;
  readonly tables: Tables;
  readonly #source: KeySource;
  readonly #migrations: readonly Migration[];
  #key: KeyObject | undefined;

  constructor(parts: SharedStoreParts) {
    this.database = parts.database;
    this.tables = parts.tables;
    this.#source = parts.source;
    this.#migrations = parts.migrations;
  }

  /**
   * A question whose answer begins with {@link storeColumns}; undefined when there is no store.
   * @throws {TsRegError} `io` for a store of a newer version, `unavailable`.
   */
  async read(text: string, values: readonly unknown[] = []): Promise<Answer | undefined> {
    for (let tries = 1; ; tries += 1) {
      const rows = await this.database.run({ text, values }).then((answer) => answer.rows, absent);
      const answer = rows && this.#parse(rows);
      if (answer !== 'older') return answer;
      await this.#migrate(tries);
    }
  }

  /**
   * A transaction on the store; undefined, and nothing is done, when there is none. The work may run more than once.
   */
  async write<T>(
    work: (transaction: Transaction, answer: Answer) => Promise<T>,
  ): Promise<{ readonly value: T } | undefined> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.database.repeatable((transaction) => this.#inStore(transaction, work)).catch(absent);
      if (outcome !== 'older') return outcome;
      await this.#migrate(tries);
    }
  }

  /** The same for work that must not be repeated. */
  async once<T>(
    work: (transaction: Transaction, answer: Answer) => Promise<T>,
  ): Promise<{ readonly value: T } | undefined> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.database.transaction((transaction) => this.#inStore(transaction, work)).catch(absent);
      if (outcome !== 'older') return outcome;
      await this.#migrate(tries);
    }
  }

  /** The keys of the store. @throws {TsRegError} `io`, also for a wrong key. */
  async open(meta: StoreMeta): Promise<KeyRing> {
    const kept = this.#key && openRing(meta, this.#key);
    if (kept !== undefined) return kept;
    const { ring, error } = await openRingFrom(this.#source, meta);
    if (ring === undefined)
      throw error === undefined ? wrongKey(this.#source.name, meta, this.place) : withSharedHint(error);
    this.#key = ring.currentKey;
    return ring;
  }

  /**
   * Makes the store where there is none: the tables, its id, and the key if that is ours to make. @throws {TsRegError}
   * `io`, also for a user that may not create tables.
   */
  async create(): Promise<void> {
    await this.#migrateTables();
    const found = await this.read(`SELECT ${storeColumns} FROM ${this.tables.store} store`);
    if (found !== undefined) return;
    const id = randomBytes(16).toString('hex');
    const { key, kdf } = await this.#source.create(id);
    const meta = formatMeta({
      id,
      current: { keyId: deriveRecordKey(key, id).id, kdf },
      previous: undefined,
      further: {},
    });
    // Of any number of machines one makes the store; the others find out with the next statement whether they have its
    // key.
    await this.database.run({ text: `UPDATE ${this.tables.store} SET meta = $1 WHERE meta IS NULL`, values: [meta] });
  }

  /** @throws {TsRegError} `io` without the key of the store. */
  async verifyKey(): Promise<void> {
    const found = await this.read(`SELECT ${storeColumns} FROM ${this.tables.store} store`);
    if (found !== undefined) await this.open(found.meta);
  }

  async #migrate(tries: number): Promise<void> {
    if (tries >= mostTries) throw notKept(this.place, 'the layout of the store');
    await this.#migrateTables();
  }

  async #migrateTables(): Promise<void> {
    try {
      await migrate(this.database, this.tables, this.#migrations);
    } catch (error) {
      throw error instanceof TsRegError && sqlStateOf(error) === '42501'
        ? mayNotCreate(this.place, error.detail)
        : error;
    }
  }

  async #inStore<T>(
    transaction: Transaction,
    work: (transaction: Transaction, answer: Answer) => Promise<T>,
  ): Promise<{ readonly value: T } | 'older' | undefined> {
    const { rows } = await transaction.wait(`SELECT ${storeColumns} FROM ${this.tables.store} store`);
    const answer = this.#parse(rows);
    return answer === undefined || answer === 'older' ? answer : { value: await work(transaction, answer) };
  }

  #parse(rows: readonly Row[]): Answer | 'older' | undefined {
    const [row] = rows;
    if (row === undefined) return undefined;
    const layout = numberIn(row, 'layout');
    if (layout > this.#migrations.length) throw newerLayout(this.database.place, layout, this.#migrations.length);
    if (layout < this.#migrations.length) return 'older';
    const meta = row['meta'] === null ? undefined : parseMeta(bytesIn(row, 'meta'), this.place);
    return meta && { meta, rows, clock: numberIn(row, 'clock') };
  }

  /** How messages name the store. */
  get place(): string {
    return `schema ${this.tables.schema} of ${this.database.place}`;
  }
}

/** No such table, no such schema: there is no store yet. */
function absent(error: unknown): undefined {
  const state = sqlStateOf(error);
  if (state === '42P01' || state === '3F000') return undefined;
  throw error;
}
