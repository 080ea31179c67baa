/** The database that the documentation speaks of, on loopback: a real PostgreSQL, without a password file. */
import pg from 'pg';
import { postgresPassword, startPostgres } from '../support/postgres.js';

export interface DocsDatabase {
  /** The text of a block with the address that `db.example.com` has here. */
  located(text: string): string;
  /** Runs the statements of a block, as the administrator or as a role that an earlier block made. */
  sql(text: string, role?: string): Promise<void>;
  close(): Promise<void>;
}

const rolePasswords: ReadonlyMap<string, string> = new Map(
  ['owner', 'user', 'reader'].map((name) => [name === 'user' ? 'ts_reg' : `ts_reg_${name}`, `password-of-the-${name}`]),
);

export async function startDocsDatabase(): Promise<DocsDatabase> {
  const server = await startPostgres();
  return {
    located: (text) =>
      text
        .replaceAll('@db.example.com/', `@127.0.0.1:${server.port}/`)
        .replaceAll('db.example.com:5432:', `127.0.0.1:${server.port}:`),
    async sql(text, role) {
      const who =
        role === undefined
          ? { user: 'postgres', password: postgresPassword, database: 'postgres' }
          : { user: role, password: rolePasswords.get(role), database: 'ts_reg' };
      const client = new pg.Client({ host: '127.0.0.1', port: server.port, ssl: false, ...who });
      await client.connect();
      try {
        // One by one: CREATE DATABASE goes into no transaction.
        for (const statement of text.split(';').filter((part) => part.trim() !== '')) await client.query(statement);
      } finally {
        await client.end();
      }
    },
    close: () => server.close(),
  };
}
