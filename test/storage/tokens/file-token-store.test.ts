/** Tokens between processes: one renewal at a time, and nothing that stops one from being handed out. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../../src/errors.js';
import { Secret } from '../../../src/secret.js';
import { lockFolderOf, registryHash, tokenFileOf, tokenFolderOf } from '../../../src/storage/layout/store-paths.js';
import { formatLock } from '../../../src/storage/locks/lock-file.js';
import { hint } from '../../../src/system/hint.js';
import { livingProcess } from '../other-process.js';
import { snapshot, someRecord, someToken, type TempStore, tempStore } from '../store-in-temp.js';

const wait = { wait: true };

async function keep(store: TempStore, registry = 'a.example'): Promise<void> {
  await store.tokens.withLock(registry, wait, (turn) => turn.keep(someToken()));
}

describe('a token', () => {
  it('is handed to the next process as it was kept', async () => {
    const store = tempStore();
    expect(await store.tokens.read('a.example')).toBeUndefined();
    await keep(store);
    const token = await store.reopen().tokens.read('a.example');
    expect(token).toEqual(someToken());
    expect(token?.password.reveal()).toBe('canary-token');
  });

  it('is sealed, in a file of mode 0600, and its key lies apart from the data', async () => {
    const store = tempStore();
    await keep(store);
    const path = tokenFileOf(store.paths.dataFolder, 'a.example');
    expect(readFileSync(path, 'utf8')).toContain('"username":"AWS"');
    expect(JSON.stringify(snapshot(store.home))).not.toContain('canary');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(store.paths.tokenKeyFile).mode & 0o777).toBe(0o600);
  });

  it('makes neither a record store nor its key', async () => {
    const store = tempStore();
    await keep(store);
    expect(existsSync(store.paths.keyFile)).toBe(false);
    expect(existsSync(join(store.paths.dataFolder, 'meta.json'))).toBe(false);
  });

  it('is forgotten by drop, twice if need be, and without a store', async () => {
    const store = tempStore();
    await store.tokens.drop('a.example');
    await keep(store);
    await keep(store, 'b.example');
    await store.tokens.drop('a.example');
    await store.tokens.drop('a.example');
    expect(await store.tokens.read('a.example')).toBeUndefined();
    expect(await store.tokens.read('b.example')).toBeDefined();
  });

  it('is replaced when others could read its file, or its key', async () => {
    const store = tempStore();
    await keep(store);
    for (const path of [tokenFileOf(store.paths.dataFolder, 'a.example'), store.paths.tokenKeyFile]) {
      chmodSync(path, 0o644);
      expect(await store.tokens.read('a.example')).toBeUndefined();
      await keep(store);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(await store.tokens.read('a.example')).toEqual(someToken());
    }
  });
});

describe('renewAlone', () => {
  it('runs one renewal at a time, and shows the waiters what the first one kept', async () => {
    const store = tempStore();
    const other = store.reopen();
    const seen: string[] = [];
    const renew =
      (name: string) =>
      async (turn: { current: unknown; keep: (token: ReturnType<typeof someToken>) => Promise<void> }) => {
        seen.push(`${name} begins ${turn.current === undefined ? 'without' : 'with'} a token`);
        await new Promise((resolve) => setTimeout(resolve, 40));
        if (turn.current === undefined) await turn.keep(someToken());
        seen.push(`${name} ends`);
        return name;
      };
    const both = [
      store.tokens.withLock('a.example', wait, renew('one')),
      other.tokens.withLock('a.example', wait, renew('two')),
    ];
    expect(await Promise.all(both)).toEqual(['one', 'two']);
    expect(seen).toEqual(['one begins without a token', 'one ends', 'two begins with a token', 'two ends']);
  });

  it('answers undefined at once when another process is at it and we need not wait', async () => {
    const store = tempStore();
    await store.tokens.withLock('a.example', wait, async () => {
      expect(
        await store.reopen().tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran')),
      ).toBeUndefined();
      expect(await store.reopen().tokens.withLock('b.example', { wait: false }, () => Promise.resolve('ran'))).toBe(
        'ran',
      );
    });
    expect(await store.tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran'))).toBe('ran');
  });

  it('tells those who waited what the renewal failed with, without a second try', async () => {
    const store = tempStore();
    let tries = 0;
    const failing = async (): Promise<never> => {
      tries += 1;
      await new Promise((resolve) => setTimeout(resolve, 60));
      throw new TsRegError('refused', 'AWS says: no', { hint: hint`ask for permission`, httpCode: 406 });
    };
    const first = store.tokens.withLock('a.example', wait, failing);
    const waiters = Array.from({ length: 5 }, () => store.reopen().tokens.withLock('a.example', wait, failing));
    for (const result of await Promise.allSettled([first, ...waiters])) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { kind: 'refused', message: 'AWS says: no', hint: 'ask for permission', httpCode: 406 },
      });
    }
    expect(tries).toBe(1);
  });

  it('lets drop wait for its turn, whatever came of the renewal before it', async () => {
    const store = tempStore();
    await keep(store);
    const failing = store.tokens.withLock('a.example', wait, async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      throw new TsRegError('refused', 'AWS says: no');
    });
    await Promise.all([expect(failing).rejects.toThrow('AWS says: no'), store.reopen().tokens.drop('a.example')]);
    expect(await store.tokens.read('a.example')).toBeUndefined();
  });

  it('tries again for whoever comes after a failure', async () => {
    const store = tempStore();
    const failure = new TsRegError('refused', 'AWS says: no');
    await expect(store.tokens.withLock('a.example', wait, () => Promise.reject(failure))).rejects.toThrow(
      'AWS says: no',
    );
    expect(await store.reopen().tokens.withLock('a.example', wait, () => Promise.resolve('ran'))).toBe('ran');
  });

  it('gives the lock back when the renewal throws something else', async () => {
    const store = tempStore();
    await expect(store.tokens.withLock('a.example', wait, () => Promise.reject(new RangeError('bug')))).rejects.toThrow(
      RangeError,
    );
    expect(await store.tokens.withLock('a.example', { wait: false }, () => Promise.resolve('ran'))).toBe('ran');
  });

  it('gives up waiting when the time is up, and names the process that holds the lock', async () => {
    const store = tempStore({ waitMs: 50 });
    await keep(store);
    const { identity } = await livingProcess();
    const path = join(lockFolderOf(store.paths.dataFolder), `${registryHash('a.example')}.lock`);
    writeFileSync(path, formatLock(identity, '0123456789abcdef'), { mode: 0o600 });
    await expect(store.tokens.withLock('a.example', wait, () => Promise.resolve('ran'))).rejects.toThrow(
      `${path}: process ${identity.pid} holds this lock`,
    );
    const interrupt = new AbortController();
    interrupt.abort();
    const patient = store.reopen({ waitMs: 600_000, deadline: interrupt.signal });
    await expect(patient.tokens.withLock('a.example', wait, () => Promise.resolve('ran'))).rejects.toThrow(
      'holds this lock',
    );
    await expect(patient.records.insert(someRecord('a.example'))).rejects.toThrow('holds this lock');
  });
});

describe('a folder that cannot be written', () => {
  it('stops no renewal: the token is handed out, and one warning says that it is not kept', async () => {
    const store = tempStore();
    writeFileSync(join(store.home, 'data'), 'a file where the folder belongs');
    for (const registry of ['a.example', 'b.example']) {
      const handed = await store.tokens.withLock(registry, wait, async (turn) => {
        await turn.keep(someToken());
        return 'handed out';
      });
      expect(handed).toBe('handed out');
    }
    expect(store.warnings).toEqual([
      expect.stringContaining(`the token of a.example is not kept: cannot make the folder ${store.paths.dataFolder}`),
    ]);
  });

  it('stops no renewal when only the tokens, or only their key, have no place', async () => {
    const store = tempStore();
    await keep(store);
    rmSync(tokenFolderOf(store.paths.dataFolder), { recursive: true });
    writeFileSync(tokenFolderOf(store.paths.dataFolder), '');
    await keep(store);
    rmSync(tokenFolderOf(store.paths.dataFolder));
    rmSync(dirname(store.paths.tokenKeyFile), { recursive: true });
    writeFileSync(dirname(store.paths.tokenKeyFile), '');
    await keep(store);
    expect(store.warnings).toHaveLength(1);
  });

  it('makes drop fail when a token is there and cannot be dropped', async () => {
    const store = tempStore();
    await keep(store);
    const path = tokenFileOf(store.paths.dataFolder, 'a.example');
    rmSync(path);
    mkdirSync(path);
    await expect(store.tokens.drop('a.example')).rejects.toThrow(`cannot remove ${path}`);
  });
});

describe('a token that is too long for a file', () => {
  it('is handed out and not kept', async () => {
    const store = tempStore();
    await store.tokens.withLock('a.example', wait, (turn) =>
      turn.keep(someToken({ password: new Secret('x'.repeat(70_000)) })),
    );
    expect(store.warnings[0]).toMatch(
      /the token of a\.example is not kept: it is \d+ bytes long, the maximum is 65536/,
    );
    expect(await store.tokens.read('a.example')).toBeUndefined();
  });
});
