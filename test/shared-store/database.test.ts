/** Statements and transactions: all of it or nothing, and nobody waits without end. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshName, startPostgres, type TestPostgres } from '../support/postgres.js';
import { databaseOn } from './store-on-postgres.js';

let server: TestPostgres;
let table: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  table = freshName('t');
  await server.query(`CREATE TABLE ${table} (n integer)`);
  await server.query(`INSERT INTO ${table} VALUES (1)`);
});

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const numbers = async (): Promise<readonly unknown[]> =>
  (await server.query(`SELECT n FROM ${table} ORDER BY n`)).map(({ n }) => n);

describe('a transaction', () => {
  it('is done as a whole, and answers what its work answers', async () => {
    const database = databaseOn(server.url());
    expect(
      await database.transaction(async (transaction) => {
        await transaction.query(`INSERT INTO ${table} VALUES ($1)`, [2]);
        expect(await numbers()).toEqual([1]);
        return 'done';
      }),
    ).toBe('done');
    expect(await numbers()).toEqual([1, 2]);
  });

  it('is not done at all when its work fails, and the next one is', async () => {
    const database = databaseOn(server.url());
    await expect(
      database.transaction(async (transaction) => {
        await transaction.query(`INSERT INTO ${table} VALUES (2)`);
        throw new RangeError('bug');
      }),
    ).rejects.toThrow(RangeError);
    await expect(database.transaction((transaction) => transaction.query('SELEKT'))).rejects.toMatchObject({
      detail: { sqlstate: '42601' },
    });
    await database.transaction((transaction) => transaction.query(`INSERT INTO ${table} VALUES (3)`));
    expect(await numbers()).toEqual([1, 3]);
  });

  it('holds the statements of its own callers, however deep, and no others', async () => {
    const database = databaseOn(server.url());
    const count = async (): Promise<unknown> =>
      (await database.run({ text: `SELECT count(*)::int AS count FROM ${table}` })).rows[0]?.['count'];
    let outside: Promise<unknown> = Promise.resolve();
    setTimeout(() => {
      outside = count();
    }, 30);
    await database.transaction(async (transaction) => {
      await transaction.query(`INSERT INTO ${table} VALUES (2)`);
      expect(await count()).toBe(2);
      await pause(60);
      await transaction.query(`DELETE FROM ${table}`);
      expect(await count()).toBe(0);
    });
    expect(await outside).toBe(0);
    await expect(database.transaction(() => database.transaction(() => Promise.resolve()))).rejects.toMatchObject({
      kind: 'internal',
    });
  });

  it('that the database wants again is done again, and not without end', async () => {
    const database = databaseOn(server.url());
    const serialisation = `DO $$ BEGIN RAISE EXCEPTION 'canary' USING ERRCODE = '40001'; END $$`;
    let tries = 0;
    await database.repeatable(async (transaction) => {
      tries += 1;
      await transaction.query(`INSERT INTO ${table} VALUES (2)`);
      if (tries < 3) await transaction.query(serialisation);
    });
    expect(await numbers()).toEqual([1, 2]);
    tries = 0;
    await expect(
      database.repeatable((transaction) => {
        tries += 1;
        return transaction.query(serialisation);
      }),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('too many concurrent writes') as string,
    });
    expect(tries).toBe(4);
  });

  it('whose end was not heard says that it may be saved or not', async () => {
    const database = databaseOn(server.url());
    await expect(
      database.transaction(async (transaction) => {
        const { rows } = await transaction.query('SELECT pg_backend_pid() AS pid');
        await server.query('SELECT pg_terminate_backend($1)', [rows[0]?.['pid']]);
        await pause(50);
      }),
    ).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringMatching(/was lost while saving: the change may or may not be saved$/) as string,
    });
    expect((await database.run({ text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }]);
  });
});

describe('a lock', () => {
  const lock = (): string => `SELECT n FROM ${table} WHERE n = 1 FOR UPDATE`;

  it('that is not given back in time is an error that says so', async () => {
    const holder = databaseOn(server.url());
    const waiter = databaseOn(server.url(), { lockMs: 150 });
    await holder.transaction(async (transaction) => {
      await transaction.wait(lock());
      await expect(waiter.transaction((other) => other.wait(lock()))).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('another machine holds a lock') as string,
        detail: { sqlstate: '55P03' },
      });
    });
    expect((await waiter.transaction((other) => other.wait(lock()))).count).toBe(1);
  });

  it('is taken from a holder that says nothing for longer than a turn, and what it did is undone', async () => {
    const frozen = databaseOn(server.url(), { turnMs: 200 });
    const waiter = databaseOn(server.url());
    await expect(
      frozen.transaction(async (transaction) => {
        await transaction.wait(lock());
        await transaction.query(`INSERT INTO ${table} VALUES (2)`);
        expect((await waiter.transaction((other) => other.wait(lock()))).count).toBe(1);
        await transaction.query(`INSERT INTO ${table} VALUES (3)`);
      }),
    ).rejects.toMatchObject({ detail: { lost: true } });
    expect(await numbers()).toEqual([1]);
    expect((await frozen.run({ text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }]);
  });
});
