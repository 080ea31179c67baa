/** Tables are made and brought forward once, by one process at a time; what a newer program made is not touched. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, type Migration, migrations, tablesIn } from '../../src/shared-store/schema-migrations.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { databaseOn, tablesOf } from './store-on-postgres.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

const addNote: Migration = ({ record }) => [`ALTER TABLE ${record} ADD COLUMN note text NOT NULL DEFAULT 'migrated'`];
const run = (url: string, known: readonly Migration[] = migrations): Promise<void> =>
  migrate(databaseOn(url), tablesOf(url), known);

/** Tables, columns and rows, as text. */
async function everything(url: string): Promise<string> {
  const { schema, record, store } = tablesOf(url);
  const columns = await server.query(
    'SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = $1 ORDER BY 1, 2',
    [schema],
  );
  return JSON.stringify([
    columns,
    await server.query(`SELECT * FROM ${store}`),
    await server.query(`SELECT * FROM ${record} ORDER BY 1`),
  ]);
}

describe('the tables of a store', () => {
  it('are made by one of any number of machines at the same time', async () => {
    const url = server.url();
    await Promise.all(Array.from({ length: 8 }, () => run(url)));
    expect(await server.query(`SELECT layout, meta FROM ${tablesOf(url).store}`)).toEqual([{ layout: 1, meta: null }]);
  });

  it('are brought forward with what they hold, once, also when many do it at the same time', async () => {
    const url = server.url();
    await run(url);
    const { record, store } = tablesOf(url);
    await server.query(`INSERT INTO ${record} VALUES ('a.example', 1, 'x')`);
    await Promise.all(Array.from({ length: 6 }, () => run(url, [...migrations, addNote])));
    expect(await server.query(`SELECT registry, note FROM ${record}`)).toEqual([
      { registry: 'a.example', note: 'migrated' },
    ]);
    expect(await server.query(`SELECT layout FROM ${store}`)).toEqual([{ layout: 2 }]);
  });

  it('stay as they are when one step fails: no half of a migration', async () => {
    const url = server.url();
    await run(url);
    const before = await everything(url);
    await expect(run(url, [...migrations, addNote, () => ['SELEKT']])).rejects.toMatchObject({ kind: 'io' });
    expect(await everything(url)).toBe(before);
  });

  it('of a newer program are refused and not touched', async () => {
    const url = server.url();
    await run(url, [...migrations, addNote]);
    const before = await everything(url);
    await expect(run(url)).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringMatching(
        /has layout 2, this ts-reg supports 1: it was created by a newer version; nothing was changed$/,
      ) as string,
      hint: expect.any(String) as string,
    });
    expect(await everything(url)).toBe(before);
  });

  it('wait for a write that is under way, and it is not lost', async () => {
    const url = server.url();
    await run(url);
    const { record, store } = tablesOf(url);
    let migrated: Promise<void> = Promise.resolve();
    await databaseOn(url).transaction(async (transaction) => {
      await transaction.query(`SELECT layout FROM ${store}`);
      migrated = run(url, [...migrations, addNote]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      // Whoever has read the layout writes by it.
      expect(
        (
          await transaction.query(
            'SELECT 1 FROM information_schema.columns WHERE table_schema = $1 AND column_name = $2',
            [tablesOf(url).schema, 'note'],
          )
        ).count,
      ).toBe(0);
      await transaction.query(`INSERT INTO ${record} VALUES ('late.example', 1, 'x')`);
    });
    await migrated;
    expect(await server.query(`SELECT registry, note FROM ${record}`)).toEqual([
      { registry: 'late.example', note: 'migrated' },
    ]);
  });

  it('can be made in a schema of another user, by a user who may create no schema', async () => {
    const role = await server.role();
    const url = server.url({ user: role });
    await expect(run(url)).rejects.toMatchObject({ kind: 'io', detail: { sqlstate: '42501' } });
    await server.query(`CREATE SCHEMA ${tablesOf(url).schema} AUTHORIZATION ${role}`);
    await run(url);
    expect(await server.query(`SELECT layout FROM ${tablesOf(url).store}`)).toEqual([{ layout: 1 }]);
  });

  it('in two schemas are two stores, which do not wait for each other', async () => {
    const [one, other] = [server.url(), server.url()];
    let ended = false;
    const slow = run(one, [...migrations, () => ['SELECT pg_sleep(1.5)']]).then(() => (ended = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await run(other);
    expect(ended).toBe(false);
    await slow;
    expect(await server.query(`SELECT layout FROM ${tablesOf(other).store}`)).toEqual([{ layout: 1 }]);
  });
});

describe('the tables', () => {
  it('are in the schema that the URL names, quoted', () => {
    expect(tablesIn('ts_reg')).toEqual({
      schema: 'ts_reg',
      store: '"ts_reg".store',
      record: '"ts_reg".record',
      token: '"ts_reg".token',
    });
  });

  it('compare names byte by byte: an update of the system breaks no index', () => {
    const statements = migrations.flatMap((migration) => migration(tablesIn('s')));
    const named = statements.filter((text) => text.includes('registry'));
    expect(named).toHaveLength(2);
    for (const statement of named) expect(statement).toContain('registry text COLLATE "C" PRIMARY KEY');
    expect(statements.every((statement) => statement.startsWith('CREATE TABLE IF NOT EXISTS "s".'))).toBe(true);
  });
});
