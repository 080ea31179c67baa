/** What a lock file says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLock, readLock } from '../../../src/storage/locks/lock-file.js';
import { LockFolder } from '../../../src/storage/locks/lock.js';
import { thisProcess } from '../../../src/system/process-identity.js';
import { tempFolder } from '../store-in-temp.js';

function lockWith(content: Uint8Array | string): string {
  const path = join(tempFolder(), 'a.lock');
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

describe('readLock', () => {
  it('says who holds the lock', () => {
    const owner = thisProcess();
    const path = lockWith(formatLock(owner, '0123456789abcdef'));
    expect(readLock(path)).toMatchObject({ token: '0123456789abcdef', owner });
  });

  it('finds no lock where there is no file', () => {
    expect(readLock(join(tempFolder(), 'a.lock'))).toBeUndefined();
  });

  it('finds nobody in a damaged lock, and gives it the same token as long as it is the same file', () => {
    const path = lockWith('garbage');
    const found = readLock(path);
    expect(found?.owner).toBeUndefined();
    expect(found?.token).toMatch(/^[0-9a-f]{16}$/);
    expect(readLock(path)?.token).toBe(found?.token);
    expect(readLock(lockWith('garbage'))?.token).not.toBe(found?.token);
  });

  it('never fails on any bytes', () => {
    const path = lockWith('');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          writeFileSync(path, bytes);
          expect(readLock(path)?.token).toMatch(/^[0-9a-f]{16}$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    { pid: -1 },
    { pid: 1.5 },
    { pid: '1' },
    { start: 1 },
    { boot: null },
    { pidNamespace: 7 },
    { token: 'short' },
    { token: '../../../../etc/x' },
  ])('does not believe a lock with %j', (change) => {
    const good = { ...thisProcess(), token: '0123456789abcdef' };
    expect(readLock(lockWith(JSON.stringify({ ...good, ...change })))?.owner).toBeUndefined();
  });
});

function held(): NonNullable<ReturnType<LockFolder['tryAcquire']>> {
  const lock = new LockFolder(tempFolder(), thisProcess).tryAcquire('a');
  if (lock === undefined) throw new Error('a fresh lock is free');
  return lock;
}

describe('a held lock', () => {
  it('says so until it is released', () => {
    const lock = held();
    expect(() => {
      lock.assertHeld();
    }).not.toThrow();
    lock.release();
    expect(() => {
      lock.assertHeld();
    }).toThrow('another process has replaced this lock; nothing was written');
  });

  it('does not remove the lock of whoever took it over', () => {
    const lock = held();
    const other = formatLock({ ...thisProcess(), pid: 1 }, 'fedcba9876543210');
    writeFileSync(lock.path, other);
    expect(() => {
      lock.assertHeld();
    }).toThrow(lock.path);
    lock.release();
    expect(readFileSync(lock.path)).toEqual(other);
  });
});
