/**
 * Locks between processes, as files. A lock is created whole by link(2), so one of any number gets it; it names its
 * holder, so a dead holder is recognised at once. Taking one over has one winner: it first takes a lock whose name
 * is the token of the dead one, looks again, and only then removes it. The lock of a living holder is never taken over.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { TsRegError } from '../../errors.js';
import { errnoOf, fileError } from '../../system/file-error.js';
import { hint } from '../../system/hint.js';
import { type ProcessIdentity, processState } from '../../system/process-identity.js';
import { abandonedAfter, removeQuietly, TempFolder } from '../../system/temp-folder.js';
import { formatLock, type FoundLock, HeldLock, readLock } from './lock-file.js';

export interface WaitOptions {
  /** How long to wait for each holder, in milliseconds: the one of now, and those that come before us. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** First and longest pause between two looks at a lock, in milliseconds. */
const firstPause = 4;
const longestPause = 15;
const suffix = '.lock';
/**
 * The locks that ts-reg makes: of a registry, of a store, of the right to steal one. Other files are not ours to
 * remove.
 */
const ownName = /^(?:[0-9a-f]{40}|steal\.[0-9a-f]{16}|store)\.lock$/;

export class LockFolder {
  readonly #temp: TempFolder;
  readonly #self: () => ProcessIdentity;
  readonly #held = new Set<HeldLock>();

  constructor(path: string, self: () => ProcessIdentity) {
    this.#temp = new TempFolder(path, self);
    this.#self = self;
  }

  /** Where the lock of this name lies. */
  pathOf(name: string): string {
    return join(this.#temp.path, name + suffix);
  }

  /**
   * Takes a lock that is free or whose holder is dead; undefined when another one has it. @throws {TsRegError} `io`.
   */
  tryAcquire(name: string): HeldLock | undefined {
    const taken = this.#attempt(name);
    return taken instanceof HeldLock ? taken : undefined;
  }

  /** Takes a lock, waiting for it; undefined when the time is up or the signal fires. @throws {TsRegError} `io`. */
  async acquire(name: string, options: WaitOptions): Promise<HeldLock | undefined> {
    let deadline = performance.now() + options.waitMs;
    let holder: string | undefined;
    for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
      const taken = this.#attempt(name);
      if (taken instanceof HeldLock) return taken;
      // Each holder may take as long: the wait begins again when the lock changed hands.
      if (taken !== undefined && taken !== holder) deadline = performance.now() + options.waitMs;
      holder = taken ?? holder;
      if (performance.now() >= deadline || options.signal?.aborted === true) return undefined;
      // Jitter: waiters that were woken together do not meet again.
      await sleep(pause * (0.5 + Math.random()));
    }
  }

  /** The error for a lock that was not released in time: names the lock and its holder. */
  lockTimeoutError(name: string): TsRegError {
    const path = this.pathOf(name);
    const owner = readLock(path)?.owner;
    const here = owner !== undefined && processState(owner, this.#self()) === 'alive';
    const holder =
      owner === undefined ? 'another process' : `process ${owner.pid}${here ? '' : ' of another machine or container'}`;
    return new TsRegError('io', `${path}: ${holder} holds this lock (timed out waiting for it)`, {
      hint: here ? hint`ps -p ${owner.pid}` : hint`if that process is gone: rm ${path}`,
      detail: { path },
    });
  }

  /** Removes locks and temp files of dead processes. Never throws: it is housekeeping. */
  sweep(now: number): void {
    try {
      this.#temp.sweep(now);
      for (const name of readdirSync(this.#temp.path)) {
        if (ownName.test(name)) this.#sweepLock(join(this.#temp.path, name));
      }
    } catch {
      // The next writer tries again.
    }
  }

  /** Names of the locks of registries that are taken now. @throws {TsRegError} `io`. */
  recordLocks(): readonly string[] {
    try {
      return readdirSync(this.#temp.path).flatMap((name) => /^([0-9a-f]{40})\.lock$/.exec(name)?.[1] ?? []);
    } catch (error) {
      throw fileError(error, 'read', this.#temp.path);
    }
  }

  /** Gives back what this process still holds: for an interrupt. */
  releaseAll(): void {
    for (const lock of [...this.#held]) lock.release();
  }

  /** The lock; else the token of its holder, undefined when there was no time to see it. @throws {TsRegError} `io`. */
  #attempt(name: string): HeldLock | string | undefined {
    const path = this.pathOf(name);
    try {
      const found = readLock(path);
      if (found !== undefined && !this.#clear(path, found)) return found.token;
      return this.#link(path);
    } catch (error) {
      throw fileError(error, 'lock', path);
    }
  }

  #sweepLock(path: string): void {
    const found = readLock(path);
    if (found !== undefined) this.#clear(path, found);
  }

  #link(path: string): HeldLock | undefined {
    const token = randomBytes(8).toString('hex');
    const temp = this.#temp.write(formatLock(this.#self(), token), { sync: false });
    try {
      linkSync(temp, path);
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return undefined;
      throw error;
    } finally {
      removeQuietly(temp);
    }
    const held = new HeldLock(path, token, () => this.#held.delete(held));
    this.#held.add(held);
    return held;
  }

  /** Removes a lock whose holder is gone; false when it is, or may be, held. */
  #clear(path: string, found: FoundLock): boolean {
    if (!this.#isDead(path, found)) return false;
    const right = this.tryAcquire(`steal.${found.token}`);
    if (right === undefined) return false;
    try {
      // Only the holder of `right` removes this lock, and its token is never used again: nothing newer is hit.
      if (readLock(path)?.token === found.token) unlinkSync(path);
      return true;
    } finally {
      right.release();
    }
  }

  #isDead(path: string, found: FoundLock): boolean {
    if (found.owner === undefined) return true;
    const life = processState(found.owner, this.#self());
    return life === 'dead' || (life === 'unknown' && this.#age(path, found) > abandonedAfter);
  }

  /** Milliseconds since the lock was touched, by the clock of the file system alone: machines may disagree. */
  #age(path: string, found: FoundLock): number {
    const probe = this.#temp.write(Buffer.alloc(0), { sync: false });
    try {
      return statSync(probe).mtimeMs - found.modifiedAt;
    } catch (error) {
      throw fileError(error, 'lock', path);
    } finally {
      removeQuietly(probe);
    }
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
