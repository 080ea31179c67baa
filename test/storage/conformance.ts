/** What every store promises, whatever it keeps its records in: the same tests for files and for PostgreSQL. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import type { RecordStore } from '../../src/registry/record-store.js';
import type { LockedToken, TokenStore } from '../../src/registry/token-store.js';
import { Secret } from '../../src/secret.js';
import { hint } from '../../src/system/hint.js';
import { someRecord, someToken } from './store-in-temp.js';

export interface OpenStore {
  readonly records: RecordStore;
  readonly tokens: TokenStore;
}

export interface StoreUnderTest extends OpenStore {
  /** The same store as opened by another process, or another machine. */
  another(): OpenStore;
  /** Replaces the key by another one. */
  withWrongKey(): OpenStore;
}

const wait = { wait: true };
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Describes the promises for a kind of store; `open` makes a store that does not exist yet. */
export function describeStore(kind: string, open: () => StoreUnderTest): void {
  describe(`${kind}: a store that does not exist`, () => {
    it('reads as empty', async () => {
      const store = open();
      expect(await store.records.list({ mayBeAbsent: true })).toEqual({ records: [], damaged: [] });
      expect(await store.records.find('a.example')).toBeUndefined();
      expect(await store.records.findFirst(['a.example', 'b.example'])).toBeUndefined();
      expect(await store.records.delete('a.example')).toBe(false);
      expect(await store.records.change('a.example', () => undefined)).toBeUndefined();
      expect(await store.tokens.read('a.example')).toBeUndefined();
      await store.tokens.drop('a.example');
      expect(await store.another().records.list({ mayBeAbsent: true })).toEqual({ records: [], damaged: [] });
    });

    it('is made by the first change as by the first insert', async () => {
      const store = open();
      expect((await store.records.change('a.example', () => someRecord('a.example', { version: 9 })))?.version).toBe(1);
      expect((await store.another().records.find('a.example'))?.secret.reveal()).toBe('canary-secret');
    });

    it('is made once by any number at the same time', async () => {
      const store = open();
      const registries = Array.from({ length: 6 }, (_, index) => `r${index}.example`);
      expect(
        await Promise.all(registries.map((registry) => store.another().records.insert(someRecord(registry)))),
      ).toEqual(registries.map(() => true));
      for (const registry of registries)
        expect((await store.records.find(registry))?.secret.reveal()).toBe('canary-secret');
    });
  });

  describe(`${kind}: a record`, () => {
    it('is deleted only if it is what the caller says, looked at under its lock', async () => {
      const store = open();
      const record = someRecord('a.example', { documents: ['team-a'] });
      await store.records.insert(record);
      expect(await store.records.delete('a.example', ({ documents }) => documents?.includes('team-b') === true)).toBe(
        false,
      );
      expect((await store.another().records.find('a.example'))?.documents).toEqual(['team-a']);
      expect((await store.records.list()).records[0]?.documents).toEqual(['team-a']);
      expect(await store.records.delete('a.example', ({ documents }) => documents?.includes('team-a') === true)).toBe(
        true,
      );
      expect(await store.records.delete('a.example', () => true)).toBe(false);
      expect(await store.another().records.find('a.example')).toBeUndefined();
    });

    it('is found by another one with everything that was stored', async () => {
      const store = open();
      const record = someRecord('1234567890.dkr.ecr.us-east-1.amazonaws.com/team/*', {
        name: 'Büro',
        type: 'awsecr',
        verifyTls: false,
        origin: 'import',
        location: { region: 'eu-west-1', account: '012345678901', endpoint: 'https://127.0.0.1' },
      });
      expect(await store.records.insert(record)).toBe(true);
      expect(await store.another().records.find(record.registry)).toEqual(record);
      const { secret, ...clear } = record;
      expect(secret.reveal()).toBe('canary-secret');
      expect(await store.another().records.list()).toEqual({ records: [clear], damaged: [] });
    });

    it('comes back as it was stored, whatever its texts hold', async () => {
      const store = open();
      const texts = fc.record({
        name: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
        user: fc.string({ unit: 'binary' }),
        secret: fc.string({ unit: 'binary', maxLength: 3_000 }),
      });
      await fc.assert(
        fc.asyncProperty(texts, async ({ name, user, secret }) => {
          const saved = await store.records.change('a.example', () =>
            someRecord('a.example', { name, user, secret: new Secret(secret) }),
          );
          const found = await store.records.find('a.example');
          expect(found).toEqual(saved);
          expect(found).toMatchObject({ user });
          expect(found?.name).toBe(name);
          expect(found?.secret.reveal()).toBe(secret);
        }),
        { numRuns: 40 },
      );
    });

    it('is inserted by one of any number, and not overwritten', async () => {
      const store = open();
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          store.another().records.insert(someRecord('a.example', { user: `user ${index}` })),
        ),
      );
      const winner = outcomes.indexOf(true);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await store.records.insert(someRecord('a.example', { user: 'late' }))).toBe(false);
      expect(await store.records.find('a.example')).toMatchObject({ user: `user ${winner}`, version: 1 });
    });

    it('is the first of the names asked for that there is', async () => {
      const store = open();
      for (const registry of ['a.example', 'a.example/team*'])
        await store.records.insert(someRecord(registry, { user: registry }));
      expect(await store.records.findFirst(['a.example/team/app', 'a.example/team*', 'a.example'])).toMatchObject({
        user: 'a.example/team*',
      });
      expect(await store.records.findFirst(['a.example', 'a.example/team*'])).toMatchObject({ user: 'a.example' });
      expect(await store.records.findFirst(['b.example'])).toBeUndefined();
      expect(await store.records.findFirst([])).toBeUndefined();
    });

    it('loses no change, and counts them', async () => {
      const store = open();
      await store.records.insert(someRecord('a.example', { version: 7, user: '0' }));
      const count = async (): Promise<void> => {
        const own = store.another();
        for (let round = 0; round < 5; round += 1)
          await own.records.change(
            'a.example',
            (current) => current && { ...current, user: String(Number(current.user) + 1) },
          );
      };
      await Promise.all([count(), count(), count(), count()]);
      expect(await store.records.find('a.example')).toMatchObject({ user: '20', version: 21 });
    });

    it('stays as it is when a change wants nothing, and cannot be renamed', async () => {
      const store = open();
      await store.records.insert(someRecord('a.example'));
      expect(await store.records.change('a.example', () => undefined)).toBeUndefined();
      await expect(
        store.records.change('a.example', (current) => current && { ...current, registry: 'b.example' }),
      ).rejects.toThrow('cannot rename');
      expect(await store.records.find('a.example')).toMatchObject({ version: 1 });
      expect(await store.records.find('b.example')).toBeUndefined();
    });

    it('stays as it is when a change throws', async () => {
      const store = open();
      await store.records.insert(someRecord('a.example'));
      await expect(
        store.records.change('a.example', () => {
          throw new RangeError('bug');
        }),
      ).rejects.toThrow(RangeError);
      expect(
        await store.records.change('a.example', (current) => current && { ...current, user: 'bob' }),
      ).toMatchObject({ version: 2 });
    });

    it('is known again by whoever wrote it, until somebody else writes or deletes it', async () => {
      const store = open();
      const inserted = someRecord('a.example');
      expect(await store.records.holds(inserted)).toBe(false);
      await store.records.insert(inserted);
      expect(await store.records.holds(inserted)).toBe(true);
      expect(await store.records.holds({ ...inserted })).toBe(false);
      expect(await store.another().records.holds(inserted)).toBe(false);
      const changed = await store.records.change('a.example', (current) => current && { ...current, user: 'bob' });
      expect(await store.records.holds(inserted)).toBe(false);
      expect(changed && (await store.records.holds(changed))).toBe(true);
      await store.another().records.change('a.example', (current) => current && { ...current });
      expect(changed && (await store.records.holds(changed))).toBe(false);
      await store.records.delete('a.example');
      expect(changed && (await store.records.holds(changed))).toBe(false);
    });

    it('is gone after delete, once', async () => {
      const store = open();
      await store.records.insert(someRecord('a.example'));
      await store.records.insert(someRecord('b.example'));
      expect(await store.another().records.delete('a.example')).toBe(true);
      expect(await store.records.delete('a.example')).toBe(false);
      expect((await store.records.list()).records.map(({ registry }) => registry)).toEqual(['b.example']);
    });

    it('is too long to be stored when it could not be read again', async () => {
      const store = open();
      await store.records.insert(someRecord('b.example'));
      await expect(
        store.records.insert(someRecord('a.example', { secret: new Secret('x'.repeat(70_000)) })),
      ).rejects.toMatchObject({ kind: 'refused' });
      expect(await store.records.find('a.example')).toBeUndefined();
    });

    it('is not opened by another key, which is named together with the store; nothing is touched', async () => {
      const store = open();
      await store.records.insert(someRecord('a.example'));
      const wrong = store.withWrongKey();
      await expect(wrong.records.find('a.example')).rejects.toThrow(/does not match store [0-9a-f]{32}/);
      await expect(wrong.records.insert(someRecord('b.example'))).rejects.toThrow(/does not match store/);
      await expect(
        wrong.records.change('a.example', (current) => current && { ...current, user: 'eve' }),
      ).rejects.toThrow(/does not match store/);
      if (kind === 'files')
        expect((await wrong.records.list()).records).toMatchObject([{ registry: 'a.example', user: 'alice' }]);
      else await expect(wrong.records.list()).rejects.toThrow(/does not match store/);
    });
  });

  describe(`${kind}: the list`, () => {
    it('is sorted by code points', async () => {
      const store = open();
      for (const registry of ['b.example', 'a.example/x', 'a-b.example', 'a.example', 'a.example/*', '[::1]:5000'])
        await store.records.insert(someRecord(registry));
      expect((await store.records.list()).records.map(({ registry }) => registry)).toEqual([
        '[::1]:5000',
        'a-b.example',
        'a.example',
        'a.example/*',
        'a.example/x',
        'b.example',
      ]);
    });
  });

  describe(`${kind}: a token`, () => {
    const keep = (tokens: TokenStore, token = someToken()): Promise<unknown> =>
      tokens.withLock('a.example', wait, (turn) => turn.keep(token));

    async function withRecord(): Promise<StoreUnderTest> {
      const store = open();
      await store.records.insert(someRecord('a.example'));
      return store;
    }

    it('is handed to the next one as it was kept', async () => {
      const store = await withRecord();
      const token = someToken({
        issuedAt: Date.now(),
        expiresAt: Date.now() + 43_200_000,
        password: new Secret('p:a\n"ss\u{1f511}'),
      });
      await keep(store.tokens, token);
      const found = await store.another().tokens.read('a.example');
      expect(found).toEqual(token);
      expect(found?.password.reveal()).toBe('p:a\n"ss\u{1f511}');
    });

    it.each<[string, (store: StoreUnderTest) => Promise<unknown>]>([
      ['dropped', (store) => store.tokens.drop('a.example')],
      [
        'dropped twice',
        async (store) => {
          await store.tokens.drop('a.example');
          await store.tokens.drop('a.example');
        },
      ],
      [
        'changed in its record',
        (store) => store.records.change('a.example', (current) => current && { ...current, user: 'bob' }),
      ],
      ['deleted with its record', (store) => store.records.delete('a.example')],
      [
        'deleted and added again',
        async (store) => {
          await store.records.delete('a.example');
          await store.records.insert(someRecord('a.example'));
        },
      ],
    ])('is forgotten when it is %s', async (_, forget) => {
      const store = await withRecord();
      await keep(store.tokens);
      await forget(store);
      expect(await store.tokens.read('a.example')).toBeUndefined();
      expect(await store.tokens.withLock('a.example', wait, (turn) => Promise.resolve(turn.current ?? 'none'))).toBe(
        'none',
      );
    });

    it('stays when a change of its record wants nothing', async () => {
      const store = await withRecord();
      await keep(store.tokens);
      await store.records.change('a.example', () => undefined);
      expect(await store.tokens.read('a.example')).toBeDefined();
    });

    it('is renewed by one at a time, and those who waited see what the first one kept', async () => {
      const store = await withRecord();
      const seen: string[] = [];
      const renew =
        (name: string) =>
        async (turn: LockedToken): Promise<void> => {
          seen.push(`${name} begins ${turn.current === undefined ? 'without' : 'with'} a token`);
          await pause(50);
          if (turn.current === undefined)
            await turn.keep(someToken({ issuedAt: Date.now(), expiresAt: Date.now() + 43_200_000 }));
          seen.push(`${name} ends`);
        };
      await Promise.all(['x', 'y', 'z'].map((name) => store.another().tokens.withLock('a.example', wait, renew(name))));
      expect(seen.map((line) => line.replace(/^./, '?'))).toEqual([
        '? begins without a token',
        '? ends',
        '? begins with a token',
        '? ends',
        '? begins with a token',
        '? ends',
      ]);
      expect(seen.map((line) => line[0]).filter((name, index, names) => name !== names[index - 1])).toHaveLength(3);
    });

    it('is left to whoever is at it when one need not wait', async () => {
      const store = await withRecord();
      await store.tokens.withLock('a.example', wait, async () => {
        expect(
          await store.another().tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran')),
        ).toBeUndefined();
      });
      expect(await store.another().tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran'))).toBe(
        'ran',
      );
    });

    it('has its record at hand while it is renewed', async () => {
      const store = await withRecord();
      expect(await store.tokens.withLock('a.example', wait, () => store.records.find('a.example'))).toMatchObject({
        registry: 'a.example',
        user: 'alice',
      });
    });

    it('fails for those who waited with the words of the one who tried, without a second try', async () => {
      const store = await withRecord();
      let tries = 0;
      const failing = async (): Promise<never> => {
        tries += 1;
        await pause(400);
        throw new TsRegError('refused', 'AWS says: no', { hint: hint`ask for permission`, httpCode: 406 });
      };
      // Connected before one of them tries: who only comes to the queue afterwards may try again.
      const stores = Array.from({ length: 4 }, () => store.another());
      await Promise.all(stores.map(({ records }) => records.find('a.example')));
      const all = stores.map(({ tokens }) => tokens.withLock('a.example', wait, failing));
      for (const result of await Promise.allSettled(all)) {
        expect(result).toMatchObject({
          status: 'rejected',
          reason: { kind: 'refused', message: 'AWS says: no', hint: 'ask for permission', httpCode: 406 },
        });
      }
      expect(tries).toBe(1);
      expect(await store.another().tokens.withLock('a.example', wait, () => Promise.resolve('ran'))).toBe('ran');
    });

    it('can be renewed after a renewal that threw something else', async () => {
      const store = await withRecord();
      await expect(
        store.tokens.withLock('a.example', wait, () => Promise.reject(new RangeError('bug'))),
      ).rejects.toThrow(RangeError);
      expect(await store.another().tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran'))).toBe(
        'ran',
      );
    });

    it('is dropped with a record that changes while it is renewed', async () => {
      const store = await withRecord();
      let changed: Promise<unknown> = Promise.resolve();
      await store.tokens.withLock('a.example', wait, async (turn) => {
        changed = store.another().records.change('a.example', (current) => current && { ...current, user: 'bob' });
        await pause(100);
        await turn.keep(someToken());
      });
      await changed;
      expect(
        await store.another().tokens.withLock('a.example', wait, (turn) => Promise.resolve(turn.current ?? 'none')),
      ).toBe('none');
    });
  });
}
