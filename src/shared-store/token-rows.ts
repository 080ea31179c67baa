/** The rows of tokens: any process reads them; only the holder of the lock on a row writes it. */
import type { TsRegError } from '../errors.js';
import type { CachedToken } from '../registry/token.js';
import type { KeyRing } from '../storage/keys/key-ring.js';
import type { Transaction } from './database.js';
import type { Row } from './pg-connection.js';
import { bounded, bytesIn, numberIn } from './record-row.js';
import { type Answer, type SharedStore, storeColumns } from './shared-store.js';
import {
  clockSkew,
  formatFailureRow,
  formatTokenRow,
  parseFailureRow,
  parseTokenRow,
  type TokenPlace,
} from './token-row.js';

/** A number that ts-reg did not write counts as none: the row is written again. */
const generationColumn = 'CASE WHEN generation BETWEEN 0 AND 9007199254740000 THEN generation ELSE 0 END';

export class TokenRows {
  readonly #store: SharedStore;
  readonly #clock: () => number;

  /** `clock` is this machine's, in milliseconds since the epoch. */
  constructor(store: SharedStore, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The token of a registry, without a lock; undefined when there is none that can be read. @throws {TsRegError} */
  async read(registry: string): Promise<CachedToken | undefined> {
    const { store, token } = this.#store.tables;
    const text =
      `SELECT ${storeColumns}, ${generationColumn} AS generation, token.file FROM ${store} store ` +
      `JOIN ${token} token ON token.registry = $1 AND ${bounded('token.file')} IS NOT NULL`;
    const answer = await this.#store.read(text, [registry]);
    const row = answer?.rows[0];
    if (answer === undefined || row === undefined) return undefined;
    const place = { registry, generation: numberIn(row, 'generation') };
    return parseTokenRow(bytesIn(row, 'file'), place, await this.#inTime(answer));
  }

  /**
   * Locks the row until the transaction ends. `missing`: there is no row to lock; `busy`: another process has
   * it.
   * @throws {TsRegError} SQLSTATE 55P03 when it is not given back in time; 42501 or 25006 where nothing may be locked.
   */
  async lock(
    transaction: Transaction,
    answer: Answer,
    asked: { readonly registry: string; readonly wait: boolean },
  ): Promise<HeldRow | 'busy' | 'missing'> {
    const { token } = this.#store.tables;
    const { registry, wait } = asked;
    // now() is when the transaction began, so before we waited.
    const columns =
      `${generationColumn} AS generation, ${bounded('file')} AS file, ${bounded('failure')} AS failure, ` +
      `(failed_at IS NOT NULL AND failed_at >= now()) AS failed_meanwhile`;
    const {
      rows: [row],
    } = await transaction.wait(
      `SELECT ${columns} FROM ${token} WHERE registry = $1 FOR UPDATE${wait ? '' : ' SKIP LOCKED'}`,
      [registry],
    );
    if (row !== undefined)
      return new HeldRow({ transaction, table: token, registry, row, ...(await this.#inTime(answer)) });
    // A waiter sees every row that exists now; a row inserted later is locked by the next attempt.
    if (wait) return 'missing';
    const { count } = await transaction.query(`SELECT 1 FROM ${token} WHERE registry = $1`, [registry]);
    return count === 0 ? 'missing' : 'busy';
  }

  /** Makes a row to lock. @throws {TsRegError} */
  async seed(registry: string): Promise<void> {
    const text =
      `INSERT INTO ${this.#store.tables.token} (registry, generation) VALUES ($1, 0) ` +
      `ON CONFLICT (registry) DO NOTHING`;
    await this.#store.database.run({ text, values: [registry] });
  }

  async #inTime(answer: Answer): Promise<{ readonly ring: KeyRing; readonly skew: number }> {
    return { ring: await this.#store.open(answer.meta), skew: clockSkew(this.#clock(), answer.clock) };
  }
}

interface HeldRowParts {
  readonly transaction: Transaction;
  readonly table: string;
  readonly registry: string;
  readonly row: Row;
  readonly ring: KeyRing;
  readonly skew: number;
}

/** A row whose lock this process has. */
export class HeldRow {
  readonly token: CachedToken | undefined;
  /** What another machine's renewal failed with while we waited for it. */
  readonly failure: TsRegError | undefined;
  readonly #parts: HeldRowParts;
  readonly #place: TokenPlace;

  constructor(parts: HeldRowParts) {
    const { registry, row, ring } = parts;
    this.#parts = parts;
    this.#place = { registry, generation: numberIn(row, 'generation') };
    this.token = row['file'] === null ? undefined : parseTokenRow(bytesIn(row, 'file'), this.#place, parts);
    const failed = row['failed_meanwhile'] === true && row['failure'] !== null;
    this.failure = failed ? parseFailureRow(bytesIn(row, 'failure'), this.#place, ring) : undefined;
  }

  /**
   * Writes a token; false when the row is not what it was under our lock, so the lock was lost. @throws {TsRegError}
   */
  async save(token: CachedToken): Promise<boolean> {
    const { transaction, table, registry } = this.#parts;
    const next = { registry, generation: this.#place.generation + 1 };
    const { count } = await transaction.query(
      `UPDATE ${table} SET generation = $2, file = $3, failure = NULL, failed_at = NULL ` +
        `WHERE registry = $1 AND (${generationColumn}) = $2 - 1`,
      [registry, next.generation, formatTokenRow(token, next, this.#parts)],
    );
    return count === 1;
  }

  /** Leaves word for the machines that wait for this renewal. @throws {TsRegError} */
  async leaveFailure(error: TsRegError): Promise<void> {
    const { transaction, table, registry, ring } = this.#parts;
    const text = `UPDATE ${table} SET failure = $2, failed_at = clock_timestamp() WHERE registry = $1`;
    await transaction.query(text, [registry, formatFailureRow(error, this.#place, ring)]);
  }
}
