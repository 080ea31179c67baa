/** Tokens that many machines share, with a copy on each: a valid one is served whatever the database does. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TokenStore } from '../../src/registry/token-store.js';
import type { CachedToken } from '../../src/registry/token.js';
import { Secret } from '../../src/secret.js';
import { someRecord, someToken } from '../storage/store-in-temp.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { machineOn, tablesOf } from './store-on-postgres.js';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  url = server.url();
  await machineOn(url).records.insert(someRecord('a.example'));
});
// Most tests end with a server that is down.
afterEach(async () => {
  await server.stop();
  await server.start();
});

const hour = 3_600_000;
const wait = { wait: true };
const fresh = (): CachedToken => someToken({ issuedAt: Date.now(), expiresAt: Date.now() + 12 * hour });
const usable = (): CachedToken => someToken({ issuedAt: Date.now() - 7 * hour, expiresAt: Date.now() + 5 * hour });
const expired = (): CachedToken => someToken({ issuedAt: Date.now() - 13 * hour, expiresAt: Date.now() - hour });
const keep = (tokens: TokenStore, token: CachedToken): Promise<unknown> =>
  tokens.withLock('a.example', wait, (turn) => turn.keep(token));
const sessions = async (): Promise<unknown> =>
  (await server.query(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'ts-reg'`))[0]?.['n'];

describe('a fresh token', () => {
  it('is read from this machine without a connection, once it was read', async () => {
    await keep(machineOn(url).tokens, fresh());
    const machine = machineOn(url);
    expect(await machine.tokens.read('a.example')).toBeDefined();
    await machine.close();
    const later = machine.reopen();
    const before = await sessions();
    expect(await later.tokens.read('a.example')).toBeDefined();
    expect(await sessions()).toBe(before);
    await server.stop();
    expect(await later.tokens.read('a.example')).toBeDefined();
  });
});

describe('a database that is down', () => {
  it('stops no get while this machine has a token that is valid, and --debug tells', async () => {
    const machine = machineOn(url);
    const token = usable();
    await keep(machine.tokens, token);
    await server.stop();
    expect(await machine.reopen().tokens.read('a.example')).toEqual(token);
    expect(machine.debugLines.at(-1)).toMatch(
      /^a\.example: only this machine's copy of the token is available: cannot reach the database postgres on 127\.0\.0\.1:\d+: nothing listens at that address/,
    );
  });

  it('or frozen, so that it says nothing, stops no get, and nobody waits without end', async () => {
    const machine = machineOn(url);
    const token = usable();
    await keep(machine.tokens, token);
    process.kill(server.pid, 'SIGSTOP');
    try {
      const later = machine.reopen();
      const started = performance.now();
      expect(await later.tokens.read('a.example')).toEqual(token);
      await expect(later.records.find('a.example')).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(/^cannot reach the database postgres on .*: it does not answer/) as string,
      });
      expect(performance.now() - started).toBeLessThan(15_000);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
  });

  it('is unavailable to whoever wants a new token, and what was there stays', async () => {
    const machine = machineOn(url);
    await keep(machine.tokens, usable());
    await server.stop();
    await expect(
      machine.reopen().tokens.withLock('a.example', wait, () => Promise.resolve('ran')),
    ).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await machine.reopen().tokens.read('a.example')).toBeDefined();
  });

  it('in the middle of an exchange costs the sharing of a token, and not the token', async () => {
    const machine = machineOn(url);
    const token = fresh();
    const handed = await machine.tokens.withLock('a.example', wait, async (turn) => {
      await server.stop('SIGQUIT');
      await turn.keep(token);
      return token;
    });
    expect(handed).toBe(token);
    expect(machine.debugLines.join('\n')).toContain('a.example: the token is not shared');
    expect(await machine.reopen().tokens.read('a.example')).toEqual(token);
    await server.start();
    expect(await machineOn(url).tokens.read('a.example')).toBeUndefined();
  });
});

describe('machines whose clocks differ', () => {
  it('agree on the age of a token by the clock of the database', async () => {
    const ahead = machineOn(url, { clock: () => Date.now() + hour });
    const token = someToken({ issuedAt: Date.now() + hour, expiresAt: Date.now() + 12 * hour });
    await keep(ahead.tokens, token);
    const found = await machineOn(url).tokens.read('a.example');
    expect(Math.abs((found?.issuedAt ?? 0) - Date.now())).toBeLessThan(30_000);
    expect(found?.expiresAt).toBeLessThanOrEqual(token.expiresAt);
  });
});

describe('an expired token', () => {
  it('of the store gives way to none of this machine: whoever renews sees what is valid', async () => {
    const one = machineOn(url);
    await keep(one.tokens, expired());
    const two = machineOn(url);
    expect(
      await two.tokens.withLock('a.example', wait, (turn) => Promise.resolve(turn.current?.expiresAt ?? 0)),
    ).toBeLessThan(Date.now());
    await keep(two.tokens, fresh());
    expect(
      await one.tokens.withLock('a.example', wait, (turn) => Promise.resolve(turn.current?.expiresAt ?? 0)),
    ).toBeGreaterThan(Date.now());
  });
});

describe('a user that may only read', () => {
  it('shares in what others renewed, renews for its own machine, and is told by --debug', async () => {
    const role = await server.role();
    const { schema, store, record, token } = tablesOf(url);
    await server.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
    await server.query(`GRANT SELECT ON ${store}, ${record}, ${token} TO ${role}`);
    const reader = machineOn(server.url({ user: role, schema }));
    const shared = usable();
    await keep(machineOn(url).tokens, shared);
    expect(await reader.tokens.read('a.example')).toEqual(shared);
    const own = someToken({ ...fresh(), password: new Secret('own') });
    await keep(reader.tokens, own);
    expect(reader.debugLines.join('\n')).toContain(
      'a.example: the token is not shared: cannot use the database postgres on',
    );
    expect((await reader.reopen().tokens.read('a.example'))?.password.reveal()).toBe('own');
    expect(await machineOn(url).tokens.read('a.example')).toEqual(shared);
    await reader.tokens.drop('a.example');
    expect(reader.debugLines.at(-1)).toBe('a.example: the shared token stays: this user may only read');
    await expect(reader.records.insert(someRecord('b.example'))).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringContaining('permission denied for this user') as string,
    });
  });
});
