/** A role that may insert rows but has no key, and a database whose triggers undo what is written: nothing of theirs is shown, nothing loops. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { someRecord } from '../storage/store-in-temp.js';
import { formatRecord } from '../../src/storage/record-file.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { createSecretKey } from 'node:crypto';
import { machineOn, tablesOf, wrongKey, type Machine } from './store-on-postgres.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

async function storeWith(registry: string): Promise<Machine & { readonly url: string }> {
  const url = server.url();
  const machine = machineOn(url);
  await machine.records.insert(someRecord(registry));
  return { ...machine, url };
}

it('lists what opens, and names each row that does not in one printable line', async () => {
  const { records, url } = await storeWith('m.example');
  const { store, record } = tablesOf(url);
  const [{ meta } = {}] = await server.query(`SELECT convert_from(meta, 'UTF8')::json->>'store' AS meta FROM ${store}`);
  const storeId = String(meta);
  const foreignKey = deriveRecordKey(createSecretKey(Buffer.alloc(32, 9)), storeId);
  const names = [
    'x$(touch${IFS}y)',
    'a.example',
    'b.example;reboot',
    '\u001b[2Jc',
    'z'.repeat(2_000),
    'https://d.example',
  ];
  for (const name of names) {
    const file = formatRecord(someRecord(name), { storeId, key: foreignKey, further: {} });
    await server.query(`INSERT INTO ${record} (registry, version, file) VALUES ($1, 1, $2)`, [name, file]);
  }
  await server.query(
    `INSERT INTO ${record} (registry, version, file) VALUES ('long.example', 1, decode(repeat('00', 200000), 'hex')), ('version.example', 9223372036854775807, '\\x00'), ('nothing.example', -1, '')`,
  );
  const { records: shown, damaged } = await records.list();
  expect(shown.map(({ registry }) => registry)).toEqual(['m.example']);
  expect(damaged).toHaveLength(names.length + 3);
  for (const { place, reason } of damaged) expect(`${place}: ${reason}`).toMatch(/^[ -~]{1,300}$/);
  expect(damaged.find(({ place }) => place.includes('long.example'))?.reason).toBe('it is longer than 65536 bytes');
  expect((await records.find('m.example'))?.secret.reveal()).toBe('canary-secret');
  await expect(records.find('a.example')).rejects.toMatchObject({
    message: expect.stringContaining('encrypted with a key that does not belong to this store') as string,
  });
});

it('is not listed at all without the key of the store', async () => {
  const { url } = await storeWith('m.example');
  await expect(machineOn(url, { key: wrongKey }).records.list()).rejects.toMatchObject({
    kind: 'io',
    exitCode: 2,
    hint: expect.stringContaining('export TS_REG_KEY=') as string,
  });
  await expect(
    machineOn(url, { key: { kind: 'external-file', path: '/nonexistent/key' } }).records.list(),
  ).rejects.toMatchObject({ kind: 'io', exitCode: 2 });
});

const trigger = (table: string, when: string, body: string): string =>
  `CREATE OR REPLACE FUNCTION ${table.replace('.', '.undo_')}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
   CREATE TRIGGER undo BEFORE ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table.replace('.', '.undo_')}()`;

it('does not loop where a trigger keeps the layout at 0', { timeout: 30_000 }, async () => {
  const { records, url } = await storeWith('m.example');
  const store = tablesOf(url).store.replaceAll('"', '');
  await server.query(trigger(store, 'INSERT OR UPDATE', 'NEW.layout := 0; RETURN NEW;'));
  await server.query(`UPDATE ${store} SET layout = 0`);
  await expect(records.list()).rejects.toMatchObject({
    kind: 'io',
    message: expect.stringContaining('a trigger or rule there reverts it') as string,
  });
  await expect(records.insert(someRecord('b.example'))).rejects.toMatchObject({ kind: 'io' });
});

it('does not loop where a trigger keeps records from being written', { timeout: 30_000 }, async () => {
  const { records, url } = await storeWith('m.example');
  const record = tablesOf(url).record.replaceAll('"', '');
  await server.query(trigger(record, 'INSERT OR UPDATE', 'RETURN NULL;'));
  await expect(records.change('b.example', () => someRecord('b.example'))).rejects.toMatchObject({
    kind: 'io',
    message: expect.stringContaining('does not keep the record of b.example') as string,
  });
});

it('takes a description of 1 MB for damaged', async () => {
  const { records, url } = await storeWith('m.example');
  await server.query(`UPDATE ${tablesOf(url).store} SET meta = decode(repeat('20', 1000000), 'hex')`);
  await expect(records.list()).rejects.toMatchObject({
    kind: 'io',
    message: expect.stringContaining('is damaged') as string,
  });
});
