/**
 * Opening a shared store by its URL: the way to it is protected as its words say, and who may do what is the database's
 * to decide.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { someRecord, someToken, tempFolder } from '../storage/store-in-temp.js';
import { freshName, postgresPassword, startPostgres, type TestPostgres } from '../support/postgres.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';
import { type Machine, machineOn, tablesOf } from './store-on-postgres.js';

let authority: PrivateCa;
let server: TestPostgres;
let elsewhere: TestPostgres;
beforeAll(async () => {
  authority = await createPrivateCa();
  server = await startPostgres({ tls: await authority.issue(['localhost']) });
  elsewhere = await startPostgres({ tls: await authority.issue(['db.example']) });
}, 60_000);
afterAll(async () => {
  await server.close();
  await elsewhere.close();
});

async function rootCertificate(): Promise<string> {
  const path = join(tempFolder(), 'ca.pem');
  await authority.writeTo(path);
  return path;
}

/** Nothing is there yet, and the database is who says so. */
const reached = 'no tables';
async function look(machine: Machine): Promise<unknown> {
  try {
    return await machine.records.list();
  } catch (error) {
    if (error instanceof TsRegError && error.message.includes('its tables were not created yet')) return reached;
    throw error;
  }
}

describe('TLS to the database', () => {
  it.each(['require', 'verify-ca', 'verify-full'])(
    '%s reaches a server of our authority under its name',
    async (mode) => {
      const more = `sslmode=${mode}&sslrootcert=${encodeURIComponent(await rootCertificate())}`;
      expect(await look(machineOn(server.url({ host: 'localhost', more })))).toBe(reached);
    },
  );

  it.each(['require', 'verify-ca', 'verify-full'])(
    '%s refuses a server of an authority that nobody named',
    async (mode) => {
      await expect(look(machineOn(server.url({ host: 'localhost', more: `sslmode=${mode}` })))).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('its TLS certificate is not trusted') as string,
        hint: expect.stringContaining('sslrootcert') as string,
      });
    },
  );

  it.each(['require', 'verify-full'])('%s refuses a server that has the certificate of another name', async (mode) => {
    const more = `sslmode=${mode}&sslrootcert=${encodeURIComponent(await rootCertificate())}`;
    await expect(look(machineOn(elsewhere.url({ host: 'localhost', more })))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') as string,
    });
  });

  it.each(['require', 'verify-ca', 'verify-full'])(
    '%s refuses a server of another authority than the one that is named',
    async (mode) => {
      const path = join(tempFolder(), 'other-ca.pem');
      await (await createPrivateCa('another authority')).writeTo(path);
      await expect(
        look(
          machineOn(server.url({ host: 'localhost', more: `sslmode=${mode}&sslrootcert=${encodeURIComponent(path)}` })),
        ),
      ).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('its TLS certificate is not trusted') as string,
      });
    },
  );

  it('verify-ca takes the certificate of another name, under an authority of our own', async () => {
    const more = `sslmode=verify-ca&sslrootcert=${encodeURIComponent(await rootCertificate())}`;
    expect(await look(machineOn(elsewhere.url({ host: 'localhost', more })))).toBe(reached);
  });

  it('trusts ca_file as every other connection does', async () => {
    const certificateAuthorities = (): Promise<readonly string[]> => Promise.resolve([authority.caPem]);
    expect(
      await look(machineOn(server.url({ host: 'localhost', more: 'sslmode=verify-full' }), { certificateAuthorities })),
    ).toBe(reached);
  });

  it('is not switched off by a server that speaks none', async () => {
    const plain = await startPostgres();
    try {
      await expect(look(machineOn(plain.url({ more: 'sslmode=require' })))).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('it does not support TLS') as string,
      });
    } finally {
      await plain.close();
    }
  });
});

describe('the password', () => {
  const withoutPassword = (schema: string): string =>
    `postgres://postgres@127.0.0.1:${server.port}/postgres?schema=${schema}`;

  it('comes from the URL, PGPASSWORD or PGPASSFILE', async () => {
    const file = join(tempFolder(), 'passwords');
    writeFileSync(file, `127.0.0.1:${server.port}:postgres:postgres:${postgresPassword}\n`, { mode: 0o600 });
    for (const environment of [{ PGPASSWORD: postgresPassword }, { PGPASSFILE: file }]) {
      const url = withoutPassword(freshName('s'));
      expect(await look(machineOn(url, { environment: { TS_REG_STORE: url, ...environment } }))).toBe(reached);
    }
  });

  it('is asked for when there is none, and not repeated when it is wrong', async () => {
    await expect(look(machineOn(withoutPassword(freshName('s'))))).rejects.toMatchObject({
      kind: 'unavailable',
      hint: 'set the password in the URL, PGPASSWORD or PGPASSFILE',
    });
    const wrong = machineOn(server.url({ password: 'canary-wrong' }));
    await expect(look(wrong)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /^cannot reach the database postgres on 127\.0\.0\.1:\d+: it does not accept the password$/,
      ) as string,
    });
    expect(wrong.debugLines.join('')).not.toContain('canary-wrong');
  });

  it('file that others can read is refused before anything is sent', async () => {
    const file = join(tempFolder(), 'passwords');
    writeFileSync(file, `*:*:*:*:${postgresPassword}\n`, { mode: 0o644 });
    const url = withoutPassword(freshName('s'));
    await expect(look(machineOn(url, { environment: { TS_REG_STORE: url, PGPASSFILE: file } }))).rejects.toMatchObject({
      kind: 'io',
      hint: `chmod 600 ${file}`,
    });
  });
});

describe('a database', () => {
  it('that does not exist is said to be missing, with what to do', async () => {
    await expect(look(machineOn(server.url().replace('/postgres?', '/nowhere?')))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('database nowhere on 127.0.0.1') as string,
      hint: expect.stringContaining('createdb') as string,
    });
  });

  it('that has no connection left is waited for, and else says so', async () => {
    const role = await server.role();
    await server.query(`ALTER ROLE ${role} CONNECTION LIMIT 1`);
    const url = server.url({ user: role });
    const first = machineOn(url);
    expect(await look(first)).toBe(reached);
    await expect(look(machineOn(url, { bounds: { busyMs: 300 } }))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('it has no free connection') as string,
      hint: expect.stringContaining('max_connections') as string,
    });
    const patient = look(machineOn(url));
    await first.close();
    expect(await patient).toBe(reached);
  });

  it("is chosen by libpq's variables where the URL leaves it open", async () => {
    const environment = {
      TS_REG_STORE: 'postgres://',
      PGHOST: '127.0.0.1',
      PGPORT: String(server.port),
      PGUSER: 'postgres',
      PGPASSWORD: postgresPassword,
      PGDATABASE: 'postgres',
    };
    const schema = freshName('s');
    const machine = machineOn(`postgres:///?schema=${schema}`, { environment });
    await machine.records.insert(someRecord('a.example'));
    expect(await machineOn(server.url({ schema })).records.find('a.example')).toBeDefined();
  });

  it('is not asked before it is needed, and a URL that is invalid is refused at once', () => {
    expect(machineOn('postgres://ann@192.0.2.1/never').records).toBeDefined();
    expect(() => machineOn('postgres://ann@db/x?sslmode=nonsense')).toThrow('sslmode');
  });
});

describe('least privilege', () => {
  async function prepared(rights: string): Promise<{ readonly owner: Machine; readonly user: Machine }> {
    const url = server.url();
    const owner = machineOn(url);
    await owner.prepare();
    const { schema, store, record, token } = tablesOf(url);
    const role = await server.role();
    await server.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
    await server.query(`GRANT SELECT ON ${store} TO ${role}`);
    await server.query(`GRANT ${rights} ON ${record}, ${token} TO ${role}`);
    return { owner, user: machineOn(server.url({ user: role, schema })) };
  }

  it('is enough: who may read and write rows does everything but make tables', async () => {
    const { owner, user } = await prepared('SELECT, INSERT, UPDATE, DELETE');
    expect(await user.records.insert(someRecord('a.example'))).toBe(true);
    expect(await user.records.change('a.example', (current) => current && { ...current, user: 'bob' })).toMatchObject({
      version: 2,
    });
    await user.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(someToken()));
    expect(user.debugLines).toEqual([]);
    expect(await owner.records.find('a.example')).toMatchObject({ user: 'bob' });
    expect(await user.records.delete('a.example')).toBe(true);
  });

  it('keeps a reader a reader: it gets and lists, and every write is refused in our words', async () => {
    const { owner, user } = await prepared('SELECT');
    await owner.records.insert(someRecord('a.example'));
    expect((await user.records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
    expect((await user.records.list()).records).toHaveLength(1);
    for (const attempt of [
      user.records.insert(someRecord('b.example')),
      user.records.change('a.example', (current) => current),
      user.records.delete('a.example'),
    ]) {
      await expect(attempt).rejects.toMatchObject({
        kind: 'io',
        message: expect.stringContaining('permission denied for this user') as string,
        hint: expect.stringContaining('docs/shared-store.md') as string,
      });
    }
    expect(await owner.records.find('a.example')).toMatchObject({ version: 1 });
  });
});

describe('an interrupt', () => {
  it('gives back the locks of this process at once, here and in the database', async () => {
    const url = server.url();
    const machine = machineOn(url);
    await machine.records.insert(someRecord('a.example'));
    const renewal = machine.tokens.withLock('a.example', { wait: true }, async () => {
      machine.releaseLocks();
      return machineOn(url).tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran elsewhere'));
    });
    expect(await renewal).toBe('ran elsewhere');
    expect(
      await machine.reopen().tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran here')),
    ).toBe('ran here');
  });
});
