/**
 * A connection of the package `pg`: the only file that knows it. Errors leave here untranslated; see database-error.ts.
 */
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { TsRegError } from '../errors.js';
import type { Secret } from '../secret.js';
import { mostIterations, refuseUnsafeRequests } from './password-requests.js';
import { type DatabaseAddress, placeOf } from './postgres-url.js';

export type Row = Readonly<Record<string, unknown>>;

export interface StatementResult {
  readonly rows: readonly Row[];
  /** Rows that were changed or answered. */
  readonly count: number;
}

export interface PgConnection {
  /** One statement, or several without values: then the result of the last one. */
  query(text: string, values?: readonly unknown[]): Promise<StatementResult>;
  /** Whether the process waits for this connection. */
  keepAlive(alive: boolean): void;
  /** Ends it in good order. */
  end(): Promise<void>;
  /** Ends it at once; a statement that is under way fails. */
  destroy(): void;
}

export interface ConnectOptions {
  readonly address: DatabaseAddress;
  readonly tls: ConnectionOptions | undefined;
  /** Called when the server asks for a password. */
  readonly password: () => Promise<Secret | undefined>;
  /** Until the server is ready for a statement, in milliseconds. */
  readonly timeoutMs: number;
}

/** Opens a connection. Loads `pg`, which takes some 30 ms the first time. */
export async function connectPg(options: ConnectOptions): Promise<PgConnection> {
  const { default: pg } = await import('pg');
  const { host, port, database, user, applicationName } = options.address;
  const socket = new Socket();
  const config = {
    host,
    port,
    database,
    user,
    // Always a function: pg would otherwise read the password file itself, and warn on stderr that it does.
    password: async () => (await options.password())?.reveal() ?? '',
    ssl: options.tls ?? false,
    application_name: applicationName,
    connectionTimeoutMillis: options.timeoutMs,
    keepAlive: true,
    // Its type does not know this option yet.
    scramMaxIterations: mostIterations,
    stream: () => socket,
  };
  const client = new pg.Client(config);
  let refusal: TsRegError | undefined;
  const mayBePlain = options.tls !== undefined || options.address.mayBePlain === true;
  // Registered before pg's own listeners: on a destroyed socket their answers go nowhere.
  refuseUnsafeRequests(client.connection, { place: placeOf(options.address), mayBePlain }, (error) => {
    refusal ??= error;
    socket.destroy();
  });
  // A connection that breaks while it is idle is found out by the next statement.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw refusal ?? error;
  }
  return {
    async query(text, values) {
      const results = [await client.query<Row>(text, values && [...values])].flat();
      const last = results.at(-1);
      return { rows: last?.rows ?? [], count: last?.rowCount ?? 0 };
    },
    keepAlive(alive) {
      if (alive) socket.ref();
      else socket.unref();
    },
    end: () => client.end(),
    destroy: () => {
      socket.destroy();
    },
  };
}
