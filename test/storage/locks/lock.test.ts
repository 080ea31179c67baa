/** Locks between processes. */
import { existsSync, linkSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatLock } from '../../../src/storage/locks/lock-file.js';
import { LockFolder } from '../../../src/storage/locks/lock.js';
import { pidScope, type ProcessIdentity, thisProcess } from '../../../src/system/process-identity.js';
import { deadProcess, livingProcess } from '../other-process.js';
import { tempFolder } from '../store-in-temp.js';

const token = '0123456789abcdef';
const brief = { waitMs: 60 };

function lockedBy(owner: ProcessIdentity, name = 'a'): { folder: string; locks: LockFolder; path: string } {
  const folder = tempFolder();
  const path = join(folder, `${name}.lock`);
  writeFileSync(path, formatLock(owner, token), { mode: 0o600 });
  return { folder, locks: new LockFolder(folder, thisProcess), path };
}

/** Eleven minutes ago, by the clock that stamps files. */
function makeOld(path: string): void {
  const old = new Date(Date.now() - 660_000);
  utimesSync(path, old, old);
}

describe('a lock', () => {
  it('is held by one, and free again when it is released', () => {
    const folder = tempFolder();
    const [one, other] = [new LockFolder(folder, thisProcess), new LockFolder(folder, thisProcess)];
    const held = one.tryAcquire('a');
    expect(held).toBeDefined();
    expect(other.tryAcquire('a')).toBeUndefined();
    expect(other.tryAcquire('b')).toBeDefined();
    held?.release();
    expect(other.tryAcquire('a')).toBeDefined();
    expect(readdirSync(folder).sort()).toEqual(['a.lock', 'b.lock']);
  });

  it('is waited for', async () => {
    const locks = new LockFolder(tempFolder(), thisProcess);
    const held = locks.tryAcquire('a');
    const waiting = locks.acquire('a', { waitMs: 10_000 });
    setTimeout(() => held?.release(), 30);
    expect(await waiting).toBeDefined();
  });

  it('is not waited for longer than asked, nor after an interrupt', async () => {
    const locks = new LockFolder(tempFolder(), thisProcess);
    locks.tryAcquire('a');
    expect(await locks.acquire('a', brief)).toBeUndefined();
    const interrupt = new AbortController();
    const waiting = locks.acquire('a', { waitMs: 600_000, signal: interrupt.signal });
    interrupt.abort();
    expect(await waiting).toBeUndefined();
  });

  it('is waited for as long again when another process takes it meanwhile: each may hold it for one exchange', async () => {
    const folder = tempFolder();
    const [one, other, third] = [1, 2, 3].map(() => new LockFolder(folder, thisProcess));
    const first = one?.tryAcquire('a');
    const waiting = third?.acquire('a', { waitMs: 400 });
    await new Promise((resolve) => setTimeout(resolve, 250));
    first?.release();
    const second = other?.tryAcquire('a');
    setTimeout(() => second?.release(), 300);
    expect(second).toBeDefined();
    expect(await waiting).toBeDefined();
  });

  it('is given back by everything this process holds when it is interrupted', () => {
    const folder = tempFolder();
    const locks = new LockFolder(folder, thisProcess);
    locks.tryAcquire('a');
    locks.tryAcquire('b');
    locks.releaseAll();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the lock of a dead process', () => {
  it('is taken over at once, and nothing of it is left', async () => {
    const { folder, locks } = lockedBy(await deadProcess());
    locks.tryAcquire('a')?.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over when its number belongs to another process now', () => {
    const { locks } = lockedBy({ ...thisProcess(), start: '1' });
    expect(locks.tryAcquire('a')).toBeDefined();
  });

  it('is taken over although a thief died while stealing it', async () => {
    const dead = await deadProcess();
    const { folder, locks } = lockedBy(dead);
    writeFileSync(join(folder, `steal.${token}.lock`), formatLock(dead, 'fedcba9876543210'), { mode: 0o600 });
    locks.tryAcquire('a')?.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is left to a thief that lives', async () => {
    const { folder, locks } = lockedBy(await deadProcess());
    const thief = (await livingProcess()).identity;
    writeFileSync(join(folder, `steal.${token}.lock`), formatLock(thief, 'fedcba9876543210'), { mode: 0o600 });
    expect(locks.tryAcquire('a')).toBeUndefined();
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.each(['', 'garbage', '{}', '\u0000'.repeat(100)])('is taken over when its file is damaged: %j', (content) => {
    const { locks, path } = lockedBy(thisProcess());
    writeFileSync(path, content);
    expect(locks.tryAcquire('a')).toBeDefined();
  });
});

describe('the lock of a living process', () => {
  it('is never taken over, not even when that process is stopped or the lock is old', async () => {
    const { child, identity } = await livingProcess();
    const { locks, path } = lockedBy(identity);
    child.kill('SIGSTOP');
    makeOld(path);
    expect(await locks.acquire('a', brief)).toBeUndefined();
    expect(locks.lockTimeoutError('a')).toMatchObject({
      kind: 'io',
      hint: `ps -p ${identity.pid}`,
      message: expect.stringContaining(`${path}: process ${identity.pid} holds`) as string,
    });
  });
});

describe('the lock of another machine or container', () => {
  const foreign = { ...thisProcess(), boot: 'another boot' };

  it('is waited for, then the error says how to remove it', async () => {
    const { locks, path } = lockedBy(foreign);
    expect(await locks.acquire('a', brief)).toBeUndefined();
    expect(locks.lockTimeoutError('a')).toMatchObject({
      hint: `if that process is gone: rm ${path}`,
      message: expect.stringContaining('of another machine or container') as string,
    });
    expect(existsSync(path)).toBe(true);
  });

  it('is taken over when it is older than anything that ts-reg does', () => {
    const { locks, path } = lockedBy(foreign);
    makeOld(path);
    expect(locks.tryAcquire('a')).toBeDefined();
  });
});

describe('a link planted at the path of a lock', () => {
  it('is refused and not followed', () => {
    const folder = tempFolder();
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'untouched');
    symlinkSync(victim, join(folder, 'a.lock'));
    const locks = new LockFolder(folder, thisProcess);
    expect(() => locks.tryAcquire('a')).toThrow(/a\.lock: it is a symbolic link/);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
  });
});

describe('sweep', () => {
  it('removes locks and temp files of dead processes and leaves those of living ones', async () => {
    const livingLock = `${'a'.repeat(40)}.lock`;
    const dead = await deadProcess();
    const { identity } = await livingProcess();
    const { folder, locks } = lockedBy(dead, 'd'.repeat(40));
    writeFileSync(join(folder, livingLock), formatLock(identity, token.replace('0', '1')), { mode: 0o600 });
    const living = `.ts-reg-tmp.${pidScope(dead)}.${identity.pid}.${identity.start}.${token}`;
    writeFileSync(join(folder, living), '');
    writeFileSync(join(folder, `.ts-reg-tmp.${pidScope(dead)}.${dead.pid}.${dead.start}.${token}`), '');
    writeFileSync(join(folder, 'something else'), '');
    const foreign = ['Cargo.lock', 'apt.lock', 'yarn.lock', `${'b'.repeat(39)}.lock`, 'steal.lock'];
    for (const name of foreign) writeFileSync(join(folder, name), '', { mode: 0o600 });
    locks.sweep(Date.now());
    expect(readdirSync(folder).sort()).toEqual([living, livingLock, 'something else', ...foreign].sort());
  });
});

describe('recordLocks', () => {
  it('names the locks of registries alone', () => {
    const folder = tempFolder();
    const locks = new LockFolder(folder, thisProcess);
    locks.tryAcquire('store');
    locks.tryAcquire('ab'.repeat(20));
    linkSync(locks.pathOf('store'), join(folder, 'other'));
    expect(locks.recordLocks()).toEqual(['ab'.repeat(20)]);
  });
});
