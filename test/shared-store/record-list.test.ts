/** The list of a store in a database, in pages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { someRecord } from '../storage/store-in-temp.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { machineOn, tablesOf } from './store-on-postgres.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

describe('the list', () => {
  it('is whole where it takes more than one answer of the database', async () => {
    const url = server.url();
    const { records } = machineOn(url);
    await records.insert(someRecord('a.example'));
    const { record } = tablesOf(url);
    await server.query(`INSERT INTO ${record} SELECT 'r' || n, 1, file FROM ${record}, generate_series(1, 10001) AS n`);
    const { records: found, damaged } = await records.list();
    expect([found.length, damaged.length, new Set(damaged.map(({ place }) => place)).size]).toEqual([
      1, 10_001, 10_001,
    ]);
  });
});
