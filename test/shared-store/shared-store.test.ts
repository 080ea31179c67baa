/** The store in a database: made once, of one layout, with one key; whoever has another key hears it at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { type Migration, migrations } from '../../src/shared-store/schema-migrations.js';
import { type SharedStore, storeColumns } from '../../src/shared-store/shared-store.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { sharedStoreOn, tablesOf, wrongKey } from './store-on-postgres.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

const nextLayout: Migration = ({ record }) => [`ALTER TABLE ${record} ADD COLUMN note text`];
const look = (store: SharedStore): ReturnType<SharedStore['read']> =>
  store.read(`SELECT ${storeColumns} FROM ${store.tables.store} store`);

describe('a store that is not there', () => {
  it('reads and writes as nothing, and makes nothing', async () => {
    const url = server.url();
    const store = sharedStoreOn(url);
    expect(await look(store)).toBeUndefined();
    expect(await store.write(() => Promise.resolve('ran'))).toBeUndefined();
    expect(await store.once(() => Promise.resolve('ran'))).toBeUndefined();
    expect(await server.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [tablesOf(url).schema])).toEqual([]);
  });

  it('is made by one of any number: they all have the same store and the same key', async () => {
    const url = server.url();
    const stores = Array.from({ length: 8 }, () => sharedStoreOn(url));
    const ids = await Promise.all(
      stores.map(async (store) => {
        await store.create();
        const answer = await look(store);
        return answer && (await store.open(answer.meta)).meta.id;
      }),
    );
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a store that another machine makes meanwhile', () => {
  it('is taken as it is by the slower one', async () => {
    const url = server.url();
    const quick = sharedStoreOn(url);
    let made: Awaited<ReturnType<typeof look>>;
    const slow = sharedStoreOn(url, {
      whileMade: async () => {
        await quick.create();
        made = await look(quick);
      },
    });
    await slow.create();
    expect(made).toBeDefined();
    expect((await look(slow))?.meta).toEqual(made?.meta);
  });
});

describe('a store', () => {
  it('tells the time by the clock of the database', async () => {
    const store = sharedStoreOn(server.url());
    await store.create();
    const [now] = await server.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now');
    expect(Math.abs(((await look(store))?.clock ?? 0) - Number(now?.['now']))).toBeLessThan(30_000);
  });

  it('is refused to another key, which is named with the store; the right one still opens it', async () => {
    const url = server.url();
    await sharedStoreOn(url).create();
    const wrong = sharedStoreOn(url, { key: wrongKey });
    const answer = await look(wrong);
    if (answer === undefined) throw new Error('no store');
    await expect(wrong.open(answer.meta)).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringMatching(
        /does not match store [0-9a-f]{32} in schema \w+ of database postgres on 127\.0\.0\.1:\d+; nothing was changed$/,
      ) as string,
      hint: expect.stringContaining('TS_REG_KEY') as string,
    });
    await expect(sharedStoreOn(url).open(answer.meta)).resolves.toBeDefined();
  });

  it('is not made anew with another key where there is one', async () => {
    const url = server.url();
    await sharedStoreOn(url).create();
    const before = await server.query(`SELECT * FROM ${tablesOf(url).store}`);
    await sharedStoreOn(url, { key: wrongKey }).create();
    expect(await server.query(`SELECT * FROM ${tablesOf(url).store}`)).toEqual(before);
  });

  it('wants a key that is one, before anything is made with it', async () => {
    const url = server.url();
    await expect(
      sharedStoreOn(url, { key: { kind: 'environment', key: new Secret('too short') } }).create(),
    ).rejects.toMatchObject({ message: expect.not.stringContaining('too short') as string });
    expect(await look(sharedStoreOn(url))).toBeUndefined();
  });

  it('of an older layout is brought forward by the first newer program that reads or writes it', async () => {
    for (const use of [
      look,
      (store: SharedStore) => store.write(() => Promise.resolve()),
      (store: SharedStore) => store.once(() => Promise.resolve()),
    ]) {
      const url = server.url();
      await sharedStoreOn(url).create();
      expect(await use(sharedStoreOn(url, { known: [...migrations, nextLayout] }))).toBeDefined();
      expect(await server.query(`SELECT layout FROM ${tablesOf(url).store}`)).toEqual([{ layout: 2 }]);
    }
  });

  it('of a newer layout is refused by the older program, whatever it wants, and is not touched', async () => {
    const url = server.url();
    await sharedStoreOn(url, { known: [...migrations, nextLayout] }).create();
    const before = await server.query(`SELECT * FROM ${tablesOf(url).store}`);
    const older = sharedStoreOn(url);
    let ran = 0;
    const work = (): Promise<void> => {
      ran += 1;
      return Promise.resolve();
    };
    for (const use of [look(older), older.write(work), older.once(work), older.create()]) {
      await expect(use).rejects.toMatchObject({
        kind: 'io',
        message: expect.stringContaining('it was created by a newer version; nothing was changed') as string,
      });
    }
    expect(ran).toBe(0);
    expect(await server.query(`SELECT * FROM ${tablesOf(url).store}`)).toEqual(before);
  });

  it('whose description is damaged says where it is', async () => {
    const url = server.url();
    await sharedStoreOn(url).create();
    await server.query(`UPDATE ${tablesOf(url).store} SET meta = 'rubbish'`);
    await expect(look(sharedStoreOn(url))).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringMatching(/^schema \w+ of database postgres on .* is damaged/) as string,
    });
  });
});
