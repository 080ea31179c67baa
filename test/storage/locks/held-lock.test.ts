/** A lock in the hands of this process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatLock } from '../../../src/storage/locks/lock-file.js';
import { LockFolder } from '../../../src/storage/locks/lock.js';
import { thisProcess } from '../../../src/system/process-identity.js';
import { tempFolder } from '../store-in-temp.js';

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
    }).toThrow('another process took this lock over; nothing was written');
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
