/** Records as rows: sealed before they leave this machine, and one damaged row costs one registry. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { someRecord, someToken } from '../storage/store-in-temp.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { type Machine, machineOn, tablesOf } from './store-on-postgres.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres({ settings: ['log_statement=all', 'log_min_duration_statement=0'] });
});
afterAll(() => server.close());

async function withRecords(...registries: readonly string[]): Promise<Machine & { readonly url: string }> {
  const url = server.url();
  const machine = machineOn(url);
  for (const registry of registries) await machine.records.insert(someRecord(registry));
  return { ...machine, url };
}

const damage = (url: string, set: string): Promise<unknown> =>
  server.query(`UPDATE ${tablesOf(url).record} SET ${set} WHERE registry = 'a.example'`);

describe('the database', () => {
  it('never sees a secret: not in its tables, not in its log of every statement', async () => {
    const { records, tokens, url } = await withRecords();
    const secret = 'canary-of-the-record';
    await records.insert(someRecord('a.example', { secret: new Secret(secret) }));
    await records.change('a.example', (current) => current && { ...current, secret: new Secret(`${secret}-2`) });
    await tokens.withLock('a.example', { wait: true }, (turn) =>
      turn.keep(someToken({ password: new Secret(`${secret}-3`) })),
    );
    const { store, record, token } = tablesOf(url);
    const rows = await Promise.all([store, record, token].map((table) => server.query(`SELECT * FROM ${table}`)));
    const bytes = rows
      .flat()
      .flatMap((row) => Object.values(row))
      .map((value) => (value instanceof Buffer ? value.toString('latin1') : String(value)))
      .join('\n');
    expect(bytes).toContain('a.example');
    expect(server.log).toContain('UPDATE');
    for (const form of [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64').slice(0, 24),
    ]) {
      expect(bytes).not.toContain(form);
      expect(server.log).not.toContain(form);
    }
  });
});

describe('a row that is damaged', () => {
  it.each([
    ['cut off', 'file = substr(file, 1, 40)', 'it is incomplete'],
    [
      'given to another record',
      "registry = 'a.example', file = (SELECT file FROM RECORD WHERE registry = 'b.example')",
      'it contains the record of b.example: it was copied or renamed',
    ],
    ['turned back to an older version', 'version = 7', 'it holds version 1, the row says 7'],
  ])('%s, says so in the list, stops no other record, and can be deleted', async (_, set, reason) => {
    const { records, url } = await withRecords('a.example', 'b.example');
    await damage(url, set.replace('RECORD', tablesOf(url).record));
    const list = await records.list();
    expect(list.records.map(({ registry }) => registry)).toEqual(['b.example']);
    expect(list.damaged).toEqual([
      { place: expect.stringMatching(/^row 'a\.example' of table record in schema/) as string, reason },
    ]);
    expect((await records.find('b.example'))?.secret.reveal()).toBe('canary-secret');
    await expect(records.find('a.example')).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringContaining(reason) as string,
    });
    await expect(records.change('a.example', (current) => current)).rejects.toMatchObject({
      kind: 'io',
      hint: expect.stringContaining('registry del a.example') as string,
    });
    expect(await records.delete('a.example')).toBe(true);
    expect(await records.insert(someRecord('a.example'))).toBe(true);
  });

  it('in what its seal covers is not listed, and not opened', async () => {
    const { records, url } = await withRecords('a.example');
    await damage(url, `file = convert_to(replace(convert_from(file, 'UTF8'), '"alice"', '"mallo"'), 'UTF8')`);
    expect(await records.list()).toEqual({
      records: [],
      damaged: [
        {
          place: expect.stringContaining("row 'a.example'") as string,
          reason: 'it was changed or damaged after ts-reg wrote it',
        },
      ],
    });
    await expect(records.find('a.example')).rejects.toMatchObject({
      message: expect.stringContaining('it was changed or damaged after ts-reg wrote it') as string,
    });
  });

  it('because a newer version wrote it is neither changed nor deleted', async () => {
    const { records, url } = await withRecords('a.example');
    await damage(url, `file = convert_to(replace(convert_from(file, 'UTF8'), '"schema":1', '"schema":3'), 'UTF8')`);
    const before = await server.query(`SELECT * FROM ${tablesOf(url).record}`);
    for (const attempt of [
      records.find('a.example'),
      records.change('a.example', (current) => current),
      records.delete('a.example'),
    ]) {
      await expect(attempt).rejects.toMatchObject({
        message: expect.stringContaining('a newer version of ts-reg wrote it') as string,
      });
    }
    expect(await server.query(`SELECT * FROM ${tablesOf(url).record}`)).toEqual(before);
  });
});

describe('machines that write at the same time', () => {
  it('lose nothing where both change one record, whoever is first', async () => {
    const url = server.url();
    const machines = Array.from({ length: 8 }, () => machineOn(url));
    await machines[0]?.records.insert(someRecord('a.example', { user: '0' }));
    await Promise.all(
      machines.map(({ records }) =>
        records.change('a.example', (current) => current && { ...current, user: String(Number(current.user) + 1) }),
      ),
    );
    expect(await machines[0]?.records.find('a.example')).toMatchObject({ user: '8', version: 9 });
  });

  it('make one record where all of them change what is not there', async () => {
    const url = server.url();
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        machineOn(url).records.change('a.example', (current) => ({
          ...(current ?? someRecord('a.example')),
          user: `${current?.user ?? ''}x`,
        })),
      ),
    );
    expect(made.map((record) => record?.version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await machineOn(url).records.find('a.example')).toMatchObject({ user: 'xxxxxx' });
  });
});
