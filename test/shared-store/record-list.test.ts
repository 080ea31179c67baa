/** The list of a store in a database, in pages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { someRecord } from '../storage/store-in-temp.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { machineOn, tablesOf, wrongKey } from './store-on-postgres.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

describe('the list', () => {
  it('is an error where there is no store, unless the caller creates it', async () => {
    const { records } = machineOn(server.url());
    await expect(records.list()).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringMatching(
        /^there is no store in schema \w+ of .*: its tables were not created yet$/,
      ) as string,
      hint: 'create them: ts-reg store prepare',
    });
    expect(await records.list({ mayBeAbsent: true })).toEqual({ records: [], damaged: [] });
  });

  it('of an empty store needs the key too', async () => {
    const url = server.url();
    await machineOn(url).prepare();
    expect(await machineOn(url).records.list()).toEqual({ records: [], damaged: [] });
    for (const options of [{}, { mayBeAbsent: true }, { withoutKey: true }])
      await expect(machineOn(url, { key: wrongKey }).records.list(options)).rejects.toMatchObject({
        message: expect.stringContaining('TS_REG_KEY does not match store') as string,
        hint: expect.stringContaining('export TS_REG_KEY="$(cat /path/to/shared-key)"') as string,
      });
  });

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
