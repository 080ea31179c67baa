/** Writing to a store: one process at a time for one registry, and with clean-up after killed processes. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StorePaths } from '../../registry/store-setting.js';
import { removeFile, type WriteOptions } from '../../system/atomic-write.js';
import type { ProcessIdentity } from '../../system/process-identity.js';
import { TempFolder } from '../../system/temp-folder.js';
import { makeStoreFolders } from '../layout/store-folder.js';
import { failureFileOf, lockFolderOf, tokenFileOf } from '../layout/store-paths.js';
import type { HeldLock } from './lock-file.js';
import type { LockFolder } from './lock.js';

export interface WriterParts {
  readonly paths: StorePaths;
  readonly locks: LockFolder;
  readonly self: () => ProcessIdentity;
  /** How long to wait for each holder of the lock of a registry, in milliseconds. */
  readonly waitMs: number;
  /** Ends every wait: the call that it serves is out of time. */
  readonly deadline?: AbortSignal | undefined;
}

export class StoreWriter {
  readonly #parts: WriterParts;
  readonly #temp: TempFolder;
  #swept = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#temp = new TempFolder(lockFolderOf(parts.paths.dataFolder), parts.self);
  }

  /**
   * Runs `work` while no other process writes the record of this registry (given by its hash) or renews its token.
   * @throws {TsRegError} `io` when the folders cannot be made or the lock is not given back in time.
   */
  async alone<T>(hash: string, work: (lock: HeldLock) => Promise<T>): Promise<T> {
    makeStoreFolders(this.#parts.paths.dataFolder);
    const { locks, waitMs, deadline } = this.#parts;
    const lock = await locks.acquire(hash, { waitMs, signal: deadline });
    if (lock === undefined) throw locks.lockTimeoutError(hash);
    try {
      this.#sweepOnce(lock);
      return await work(lock);
    } finally {
      lock.release();
    }
  }

  /**
   * How a record is written: to the disk before the caller continues, and its token dropped when the new record is
   * ready but not yet visible, so that a full disk costs no token and a kill leaves no token of an old identity.
   */
  recordOptions(registry: string, lock: HeldLock): WriteOptions {
    return {
      temp: this.#temp,
      sync: true,
      beforeCommit: () => {
        lock.assertHeld();
        this.dropToken(registry);
      },
    };
  }

  /** Removes the token of a registry, and the memory of a failed renewal. @throws {TsRegError} `io`. */
  dropToken(registry: string): void {
    const { dataFolder } = this.#parts.paths;
    removeFile(tokenFileOf(dataFolder, registry), { sync: false });
    removeFile(failureFileOf(dataFolder, registry), { sync: false });
  }

  #sweepOnce(lock: HeldLock): void {
    if (this.#swept) return;
    this.#swept = true;
    const { paths, locks, self } = this.#parts;
    try {
      const now = statSync(lock.path).mtimeMs;
      locks.sweep(now);
      for (const folder of new Set([dirname(paths.keyFile), dirname(paths.tokenKeyFile)])) {
        new TempFolder(folder, self).sweep(now);
      }
    } catch {
      // Housekeeping: a folder that is not there has nothing to sweep.
    }
  }
}
