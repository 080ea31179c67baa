/** A real connection: SCRAM password, TLS that is verified, and statements that end when it is destroyed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { type ConnectOptions, connectPg, type PgConnection } from '../../src/shared-store/pg-connection.js';
import { parsePostgresUrl } from '../../src/shared-store/postgres-url.js';
import { postgresPassword, startPostgres, type TestPostgres } from '../support/postgres.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

let authority: PrivateCa;
let server: TestPostgres;
beforeAll(async () => {
  authority = await createPrivateCa();
  server = await startPostgres({ tls: await authority.issue(['localhost']) });
});
afterAll(() => server.close());

async function connected<T>(
  options: Partial<ConnectOptions>,
  use: (connection: PgConnection) => Promise<T>,
): Promise<T> {
  const address = parsePostgresUrl(new Secret(server.url({ host: 'localhost' })), {});
  const connection = await connectPg({
    address,
    tls: undefined,
    password: () => Promise.resolve(new Secret(postgresPassword)),
    timeoutMs: 5_000,
    ...options,
  });
  try {
    return await use(connection);
  } finally {
    connection.destroy();
  }
}

describe('a connection', () => {
  it('answers rows and their count, of several statements the last', async () => {
    await connected({}, async (connection) => {
      expect(await connection.query('SELECT $1::int AS one, $2::bytea AS file', [1, Buffer.from('x')])).toEqual({
        rows: [{ one: 1, file: Buffer.from('x') }],
        count: 1,
      });
      expect(await connection.query('SELECT 1 AS first; SELECT 2 AS second')).toEqual({
        rows: [{ second: 2 }],
        count: 1,
      });
      await expect(connection.query('SELEKT')).rejects.toMatchObject({ code: '42601' });
      expect((await connection.query('SELECT 3 AS third')).rows).toEqual([{ third: 3 }]);
      await connection.end();
    });
  });

  it('tells the server who it is', async () => {
    await connected({}, async (connection) => {
      expect((await connection.query('SHOW application_name')).rows).toEqual([{ application_name: 'ts-reg' }]);
    });
  });

  it('is refused with a wrong password, and asks for one only when the server does', async () => {
    await expect(
      connected({ password: () => Promise.resolve(new Secret('wrong')) }, () => Promise.resolve()),
    ).rejects.toMatchObject({ code: '28P01' });
    await expect(connected({ password: () => Promise.resolve(undefined) }, () => Promise.resolve())).rejects.toThrow(
      'client password must be',
    );
  });

  it('that is destroyed fails the statement under way at once', async () => {
    await connected({}, async (connection) => {
      const sleeping = connection.query('SELECT pg_sleep(60)');
      setTimeout(() => {
        connection.destroy();
      }, 50);
      await expect(sleeping).rejects.toThrow('Connection terminated');
    });
  });
});

describe('TLS', () => {
  it('is spoken when it is asked for, under the authority that is named', async () => {
    const encrypted = (connection: PgConnection): Promise<unknown> =>
      connection.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()').then(({ rows }) => rows);
    expect(await connected({ tls: { ca: authority.caPem, rejectUnauthorized: true } }, encrypted)).toEqual([
      { ssl: true },
    ]);
    expect(await connected({ tls: undefined }, encrypted)).toEqual([{ ssl: false }]);
  });

  it('sends no password to a server of an authority that nobody named', async () => {
    let asked = 0;
    const password = (): Promise<Secret> => {
      asked += 1;
      return Promise.resolve(new Secret(postgresPassword));
    };
    await expect(
      connected({ tls: { rejectUnauthorized: true }, password }, () => Promise.resolve()),
    ).rejects.toMatchObject({ code: expect.stringMatching(/VERIFY|SIGNATURE|ISSUER|SELF_SIGNED/) as string });
    expect(asked).toBe(0);
  });
});
