/** An open connection in the hands of one caller: statements with a bound, and errors in our words. */
import { databaseError, noAnswer } from './database-error.js';
import type { PgConnection, StatementResult } from './pg-connection.js';

export class Session {
  readonly #connection: PgConnection;
  readonly #place: string;

  constructor(connection: PgConnection, place: string) {
    this.#connection = connection;
    this.#place = place;
  }

  /** @throws {TsRegError} with the SQLSTATE in its detail; `unavailable` when there is no answer in time. */
  async query(text: string, values: readonly unknown[] | undefined, timeoutMs: number): Promise<StatementResult> {
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
      this.#connection.destroy();
    }, timeoutMs);
    try {
      return await this.#connection.query(text, values);
    } catch (error) {
      throw late.signal.aborted ? noAnswer(this.#place, timeoutMs) : databaseError(error, 'use', this.#place);
    } finally {
      clearTimeout(timer);
    }
  }
}
