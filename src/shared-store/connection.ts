/**
 * The one connection of this process to the database: opened when it is first needed, within a bound, and given back
 * when it is no longer needed. Callers in one process use it one after the other.
 */
import type { TsRegError } from '../errors.js';
import { timeLimits } from '../system/time-limits.js';
import { databaseError, isLost, outOfTime, sqlStateOf } from './database-error.js';
import type { PgConnection, StatementResult } from './pg-connection.js';
import { Session } from './session.js';

/** Milliseconds, all of them. */
export interface Bounds {
  /** From asking for a connection to the first answer on it. */
  readonly answerMs: number;
  /** How long a server that has no connection left, or is starting, is asked again. */
  readonly busyMs: number;
  /** The same for a refused connection: the server may be restarting. */
  readonly refusedMs: number;
  /** After this time an unused connection is given back. */
  readonly idleMs: number;
}

export const defaultBounds: Bounds = {
  answerMs: timeLimits.databaseAnswer,
  busyMs: timeLimits.databaseBusy,
  refusedMs: timeLimits.databaseRefused,
  idleMs: timeLimits.databaseIdle,
};

const { databaseConnect: longestAttempt, shortestDatabaseConnect: shortestAttempt } = timeLimits;

export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

type Work<T> = (session: Session, answer: StatementResult) => Promise<T>;

export class DatabaseConnection {
  readonly place: string;
  readonly #connect: (timeoutMs: number) => Promise<PgConnection>;
  readonly #bounds: Bounds;
  #connection: PgConnection | undefined;
  #failure: { readonly error: TsRegError; readonly until: number } | undefined;
  #idle: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(place: string, connect: (timeoutMs: number) => Promise<PgConnection>, bounds: Bounds = defaultBounds) {
    this.place = place;
    this.#connect = connect;
    this.#bounds = bounds;
  }

  /**
   * Runs `work` alone among the callers of this process. `first` is the statement to begin with: when a kept
   * connection turns out to be broken, it is sent again on a new one.
   * @throws {TsRegError} `unavailable` within the bounds when the database does not answer.
   */
  alone<T>(first: Statement, work: Work<T>): Promise<T> {
    const result = this.#turn.then(() => this.#run(first, work));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Waits for what is under way, and gives the connection back. Never throws. */
  async close(): Promise<void> {
    await this.#turn;
    await this.#giveBack();
  }

  /** Breaks the connection: the server ends what it was doing and frees every lock at once. */
  abandon(): void {
    this.#connection?.destroy();
    this.#connection = undefined;
  }

  /** Ends what is under way, and every later request, as a database that does not answer. */
  expire(): void {
    this.#failure = { error: outOfTime(this.place), until: Number.POSITIVE_INFINITY };
    this.abandon();
  }

  async #run<T>(first: Statement, work: Work<T>): Promise<T> {
    clearTimeout(this.#idle);
    try {
      const { session, answer } = await this.#begin(first, performance.now());
      return await work(session, answer);
    } catch (error) {
      if (isLost(error)) this.abandon();
      throw error;
    } finally {
      this.#rest();
    }
  }

  async #begin(
    first: Statement,
    started: number,
  ): Promise<{ readonly session: Session; readonly answer: StatementResult }> {
    const ask = async (
      connection: PgConnection,
    ): Promise<{ readonly session: Session; readonly answer: StatementResult }> => {
      const session = new Session(connection, this.place);
      const left = this.#bounds.answerMs - (performance.now() - started);
      return { session, answer: await session.query(first.text, first.values, Math.max(shortestAttempt, left)) };
    };
    const kept = this.#connection;
    if (kept === undefined) return ask(await this.#open(started));
    try {
      kept.keepAlive(true);
      return await ask(kept);
    } catch (error) {
      if (!isLost(error)) throw error;
      this.abandon();
      return ask(await this.#open(started));
    }
  }

  async #open(started: number): Promise<PgConnection> {
    // The next call gets the same error at once: a command may look up many names.
    if (this.#failure !== undefined && performance.now() < this.#failure.until) throw this.#failure.error;
    for (;;) {
      const elapsed = performance.now() - started;
      try {
        const connection = await this.#connect(
          Math.max(shortestAttempt, Math.min(longestAttempt, this.#bounds.answerMs - elapsed)),
        );
        if (this.#isExpired()) {
          connection.destroy();
          throw outOfTime(this.place);
        }
        this.#connection = connection;
        this.#failure = undefined;
        return connection;
      } catch (error) {
        if (this.#isExpired()) throw outOfTime(this.place);
        const shown = databaseError(error, 'reach', this.place);
        // Jitter: clients that were refused at once do not retry at once.
        const pause = 40 + Math.random() * 160;
        if (performance.now() - started + pause > this.#retryWindow(shown)) {
          this.#failure = { error: shown, until: performance.now() + this.#bounds.answerMs };
          throw shown;
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  #isExpired(): boolean {
    return this.#failure?.until === Number.POSITIVE_INFINITY;
  }

  /** How long after the start another attempt makes sense, in milliseconds. */
  #retryWindow(error: TsRegError): number {
    const state = sqlStateOf(error);
    if (state === '53300' || state === '57P03') return this.#bounds.busyMs;
    if (state !== undefined) return isLost(error) ? this.#bounds.refusedMs : 0;
    return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(error.detail['code'])) ? this.#bounds.refusedMs : 0;
  }

  #rest(): void {
    this.#connection?.keepAlive(false);
    this.#idle = setTimeout(() => void this.#giveBack(), this.#bounds.idleMs).unref();
  }

  async #giveBack(): Promise<void> {
    clearTimeout(this.#idle);
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    const forced = setTimeout(() => {
      connection.destroy();
    }, shortestAttempt);
    connection.keepAlive(true);
    await connection.end().catch(() => undefined);
    clearTimeout(forced);
  }
}
