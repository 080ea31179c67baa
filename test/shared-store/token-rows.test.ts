/**
 * The lock on a token's row: one holder, one generation, and a failure that is news only to those who waited for it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import type { SharedStore } from '../../src/shared-store/shared-store.js';
import { type HeldRow, TokenRows } from '../../src/shared-store/token-rows.js';
import { someToken } from '../storage/store-in-temp.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { sharedStoreOn } from './store-on-postgres.js';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

const registry = 'a.example';

interface Rows {
  readonly store: SharedStore;
  readonly rows: TokenRows;
}

function machine(): Rows {
  const store = sharedStoreOn(url);
  return { store, rows: new TokenRows(store, () => Date.now()) };
}

/** A new store with a row for the token. */
async function withRow(): Promise<Rows> {
  url = server.url();
  const made = machine();
  await made.store.create();
  await made.rows.seed(registry);
  return made;
}

async function locked<T>(
  { store, rows }: Rows,
  work: (held: HeldRow | 'busy' | 'missing') => Promise<T>,
  wait = true,
): Promise<T | undefined> {
  return (
    await store.once(async (transaction, answer) => work(await rows.lock(transaction, answer, { registry, wait })))
  )?.value;
}

async function held<T>(at: Rows, work: (row: HeldRow) => Promise<T>): Promise<T | undefined> {
  return locked(at, (row) => {
    if (typeof row === 'string') throw new Error(row);
    return work(row);
  });
}

describe('the row of a token', () => {
  it('is missing until it is made, and made once', async () => {
    url = server.url();
    const one = machine();
    await one.store.create();
    for (const wait of [true, false]) expect(await locked(one, (row) => Promise.resolve(row), wait)).toBe('missing');
    await Promise.all([one, machine(), machine()].map(({ rows }) => rows.seed(registry)));
    expect(await locked(one, (row) => Promise.resolve(typeof row))).toBe('object');
    expect(await one.rows.read(registry)).toBeUndefined();
  });

  it('is busy for those who do not wait, while another one has it', async () => {
    const one = await withRow();
    await held(one, async () => {
      expect(await locked(machine(), (row) => Promise.resolve(row), false)).toBe('busy');
    });
    expect(await locked(machine(), (row) => Promise.resolve(typeof row), false)).toBe('object');
  });

  it('shows the next one what the one before wrote, in the order of their turns', async () => {
    const one = await withRow();
    const now = Date.now();
    const token = someToken({ issuedAt: now, expiresAt: now + 43_200_000 });
    let second: Promise<unknown> = Promise.resolve();
    await held(one, async (row) => {
      expect(row.token).toBeUndefined();
      second = held(machine(), (next) => Promise.resolve(next.token));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await row.save(token)).toBe(true);
    });
    expect(await second).toEqual(token);
    expect(await machine().rows.read(registry)).toEqual(token);
  });

  it('is not written by one whose lock was lost: the winner stays', async () => {
    const one = await withRow();
    await held(one, (row) => row.save(someToken()));
    await held(one, async (row) => {
      expect(await row.save(someToken({ username: 'first' }))).toBe(true);
      // A second write under the same lock finds another generation than it read, as after a lost lock.
      expect(await row.save(someToken({ username: 'late' }))).toBe(false);
    });
    expect(await machine().rows.read(registry)).toMatchObject({ username: 'first' });
  });

  it('that somebody filled with other bytes holds no token', async () => {
    const one = await withRow();
    await held(one, (row) => row.save(someToken()));
    await server.query(`UPDATE ${one.store.tables.token} SET generation = generation + 1`);
    expect(await one.rows.read(registry)).toBeUndefined();
    expect(await held(one, (row) => Promise.resolve(row.token))).toBeUndefined();
  });
});

describe('a failure', () => {
  it('is told to those who waited for it, and not to those who come later', async () => {
    const one = await withRow();
    let waiting: Promise<TsRegError | undefined> = Promise.resolve(undefined);
    await held(one, async (row) => {
      waiting = held(machine(), (next) => Promise.resolve(next.failure));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await row.leaveFailure(new TsRegError('refused', 'AWS says: no'));
    });
    expect(await waiting).toMatchObject({ kind: 'refused', message: 'AWS says: no' });
    expect(await held(machine(), (next) => Promise.resolve(next.failure))).toBeUndefined();
  });

  it('is gone with the next token', async () => {
    const one = await withRow();
    await held(one, (row) => row.leaveFailure(new TsRegError('refused', 'AWS says: no')));
    await held(one, (row) => row.save(someToken()));
    expect(await server.query(`SELECT failure, failed_at FROM ${one.store.tables.token}`)).toEqual([
      { failure: null, failed_at: null },
    ]);
  });
});
