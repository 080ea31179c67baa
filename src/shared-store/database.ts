/**
 * Statements and transactions on the one connection. Within a transaction every statement of its caller, however deep,
 * belongs to it; everybody else waits. Isolation READ COMMITTED, said explicitly: each statement sees what others
 * committed before it, so that what is read after a lock was taken is what the holder before us wrote.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { lockHoldLimit, lockWaitLimit, timeLimits } from '../system/time-limits.js';
import type { DatabaseConnection, Statement } from './connection.js';
import { isLost, sqlStateOf } from './database-error.js';
import type { StatementResult } from './pg-connection.js';
import type { Session } from './session.js';

/** Milliseconds. */
export interface TransactionBounds {
  /** A holder of a lock that says nothing for so long is cut off: it is dead, frozen or cut off already. */
  readonly turnMs: number;
  /** How long to wait for a lock: longer than one exchange. */
  readonly lockMs: number;
}

export const defaultTransactionBounds: TransactionBounds = {
  turnMs: lockHoldLimit(timeLimits.timeout),
  lockMs: lockWaitLimit(timeLimits.timeout),
};

const { databaseStatement: statementMs, databaseGrace: grace } = timeLimits;
const mostTries = 4;

export interface Transaction {
  /** A statement that waits for no lock. @throws {TsRegError} */
  query(text: string, values?: readonly unknown[]): Promise<StatementResult>;
  /**
   * A statement that may wait for a lock. @throws {TsRegError} SQLSTATE 55P03 when the lock is not given back in time.
   */
  wait(text: string, values?: readonly unknown[]): Promise<StatementResult>;
}

export class Database {
  readonly #connection: DatabaseConnection;
  readonly #bounds: TransactionBounds;
  readonly #current = new AsyncLocalStorage<Transaction>();

  constructor(connection: DatabaseConnection, bounds: TransactionBounds = defaultTransactionBounds) {
    this.#connection = connection;
    this.#bounds = bounds;
  }

  /** `database NAME on HOST:PORT`. */
  get place(): string {
    return this.#connection.place;
  }

  /** One statement, in the caller's transaction or in its own. @throws {TsRegError} */
  run(statement: Statement): Promise<StatementResult> {
    const current = this.#current.getStore();
    if (current !== undefined) return current.query(statement.text, statement.values);
    return this.#connection.alone(statement, (_, answer) => Promise.resolve(answer));
  }

  /**
   * Runs `work` in a transaction: all of it or nothing. @throws {TsRegError} `io` when the outcome is unknown.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (this.#current.getStore() !== undefined)
      return Promise.reject(new TsRegError('internal', 'a transaction within a transaction'));
    const { turnMs, lockMs } = this.#bounds;
    const begin = [
      'BEGIN ISOLATION LEVEL READ COMMITTED',
      `SET LOCAL lock_timeout = ${lockMs}`,
      `SET LOCAL statement_timeout = ${lockMs + grace / 2}`,
      `SET LOCAL idle_in_transaction_session_timeout = ${turnMs}`,
    ].join('; ');
    return this.#connection.alone({ text: begin }, async (session) => {
      const transaction: Transaction = {
        query: (text, values) => session.query(text, values, statementMs),
        wait: (text, values) => session.query(text, values, lockMs + grace),
      };
      let result: T;
      try {
        result = await this.#current.run(transaction, () => work(transaction));
      } catch (error) {
        await this.#rollBack(session, error);
        throw error;
      }
      await this.#commit(session);
      return result;
    });
  }

  /** A transaction whose work can be done again, and is when the database asks for it (serialisation, deadlock). */
  async repeatable<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.transaction(work);
      } catch (error) {
        const state = sqlStateOf(error);
        if ((state !== '40001' && state !== '40P01') || tries === mostTries) throw error;
      }
    }
  }

  async #rollBack(session: Session, error: unknown): Promise<void> {
    if (isLost(error)) return;
    try {
      await session.query('ROLLBACK', undefined, statementMs);
    } catch {
      // The first error is the one to report; the server rolls back when the connection ends.
      this.#connection.abandon();
    }
  }

  async #commit(session: Session): Promise<void> {
    try {
      await session.query('COMMIT', undefined, statementMs);
    } catch (error) {
      if (!isLost(error)) throw error;
      throw new TsRegError(
        'io',
        `the connection to the ${this.place} was lost while saving: the change may or may not be saved`,
        { hint: hint`check with: ts-reg registry list`, detail: { place: this.place, lost: true } },
      );
    }
  }
}
