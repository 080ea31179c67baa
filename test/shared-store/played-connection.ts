/** A connection that a test plays: it notes what is done to it, and answers as it is told. */
import type { PgConnection, StatementResult } from '../../src/shared-store/pg-connection.js';

export interface PlayedConnection extends PgConnection {
  /** Statements, and `keepAlive`, `end`, `destroy`. */
  readonly seen: string[];
}

export const nothing: StatementResult = { rows: [], count: 0 };

/** `answer` plays the server; by default it answers nothing at once. */
export function playedConnection(
  answer: (text: string) => Promise<StatementResult> = () => Promise.resolve(nothing),
): PlayedConnection {
  const seen: string[] = [];
  let broken: (error: Error) => void = () => undefined;
  const breaks = new Promise<never>((_, reject) => (broken = reject));
  breaks.catch(() => undefined);
  return {
    seen,
    query: (text) => {
      seen.push(text);
      return Promise.race([answer(text), breaks]);
    },
    keepAlive: (alive) => seen.push(alive ? 'awake' : 'asleep'),
    end: () => {
      seen.push('end');
      return Promise.resolve();
    },
    destroy: () => {
      seen.push('destroy');
      broken(new Error('Connection terminated unexpectedly'));
    },
  };
}

/** An error as pg or Node throws it. */
export function foreignError(code: string): Error {
  return Object.assign(new Error('canary: foreign text'), { code });
}
