/** This machine's copies in front of a shared store: of that store alone, and never in the way of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import type { StorePaths } from '../../src/registry/store-setting.js';
import { MachineTokens } from '../../src/shared-store/machine-tokens.js';
import { lockFolderOf, registryHash } from '../../src/storage/layout/store-paths.js';
import { formatLock } from '../../src/storage/locks/lock-file.js';
import { LockFolder } from '../../src/storage/locks/lock.js';
import { thisProcess } from '../../src/system/process-identity.js';
import { livingProcess } from '../storage/other-process.js';
import { someToken, tempFolder } from '../storage/store-in-temp.js';

const wait = { wait: true };
const self = thisProcess();

function pathsBelow(home: string): StorePaths {
  return {
    keyFile: join(home, 'config', 'key'),
    tokenKeyFile: join(home, 'run', 'token-key'),
    dataFolder: join(home, 'data'),
  };
}

function machine(home: string, { store = 'shared', choice = 'chosen', waitMs = 5_000 } = {}): MachineTokens {
  const paths = pathsBelow(home);
  const locks = new LockFolder(lockFolderOf(paths.dataFolder), () => self);
  const parts = { paths, locks, self: () => self, waitMs, origin: { store, choice } };
  return new MachineTokens({ ...parts, ambientRole: { isAllowed: false, state: '' } }, () => undefined);
}

const keep = (tokens: MachineTokens): Promise<unknown> =>
  tokens.alone('a.example', wait, (turn) => turn.keep(someToken()));

describe("this machine's copy of a token", () => {
  it('is read without the database, and serves the hot path while the settings are what they were', async () => {
    const home = tempFolder();
    await keep(machine(home));
    expect(machine(home).read('a.example')).toEqual({ token: someToken(), isCurrent: true });
    expect(machine(home, { choice: 'edited' }).read('a.example')).toEqual({ token: someToken(), isCurrent: false });
    expect(machine(home).read('b.example')).toBeUndefined();
  });

  it('is none of another store that this machine turned to', async () => {
    const home = tempFolder();
    await keep(machine(home));
    expect(machine(home, { store: 'another' }).read('a.example')).toBeUndefined();
  });

  it('is forgotten by drop, in its turn', async () => {
    const home = tempFolder();
    await keep(machine(home));
    await machine(home).alone('a.example', wait, (turn) => {
      turn.drop();
      return Promise.resolve();
    });
    expect(machine(home).read('a.example')).toBeUndefined();
  });
});

describe('the processes of one machine', () => {
  it('are at a registry one at a time, and need not wait for it', async () => {
    const home = tempFolder();
    await machine(home).alone('a.example', wait, async () => {
      expect(await machine(home).alone('a.example', { wait: false }, () => Promise.resolve('ran'))).toBeUndefined();
      expect(await machine(home).alone('b.example', { wait: false }, () => Promise.resolve('ran'))).toBe('ran');
    });
    expect(await machine(home).alone('a.example', { wait: false }, () => Promise.resolve('ran'))).toBe('ran');
  });

  it("share a failure to renew, and a failure to change a record is nobody else's", async () => {
    for (const sharesFailure of [true, false]) {
      const home = tempFolder();
      const options = { wait: true, sharesFailure };
      let runs = 0;
      const failing = async (): Promise<never> => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
        throw new TsRegError('refused', 'no');
      };
      const all = [1, 2, 3].map(() => machine(home).alone('a.example', options, failing));
      for (const result of await Promise.allSettled(all))
        expect(result).toMatchObject({ status: 'rejected', reason: { message: 'no' } });
      expect(runs).toBe(sharesFailure ? 1 : 3);
    }
  });

  it('do without the lock of a frozen one: the database decides between them', async () => {
    const home = tempFolder();
    await keep(machine(home));
    const { identity } = await livingProcess();
    const folder = lockFolderOf(pathsBelow(home).dataFolder);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${registryHash('a.example')}.lock`), formatLock(identity, '0123456789abcdef'), {
      mode: 0o600,
    });
    expect(
      await machine(home, { waitMs: 50 }).alone('a.example', wait, (turn) => Promise.resolve(turn.current)),
    ).toEqual(someToken());
  });

  it('do without a folder that cannot be written', async () => {
    const home = tempFolder();
    writeFileSync(join(home, 'data'), 'a file where the folder belongs');
    expect(
      await machine(home).alone('a.example', wait, async (turn) => {
        await turn.keep(someToken());
        return 'ran';
      }),
    ).toBe('ran');
  });
});
