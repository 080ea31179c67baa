/**
 * Whole or not at all: temp file, write, fsync, then rename or link, then fsync of the folder.
 * A reader sees the old file or the new one, never a part, and never waits.
 */
import { closeSync, constants, fsyncSync, linkSync, lstatSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf, fileError } from './file-error.js';
import { removeQuietly, type TempFolder } from './temp-folder.js';

export interface WriteOptions {
  /** On the same file system as the target. */
  readonly temp: TempFolder;
  /** False for files that may be lost with the power, such as tokens. */
  readonly sync: boolean;
  /** Runs when the new file is ready and before it becomes visible; what it throws stops the write. */
  readonly beforeCommit?: () => void;
}

/** Puts a file into the place of another, or where there was none. @throws {TsRegError} `io` that names the target. */
export function replaceFile(target: string, bytes: Uint8Array, options: WriteOptions): void {
  try {
    const temp = prepare(bytes, options);
    try {
      renameSync(temp, target);
    } catch (error) {
      removeQuietly(temp);
      throw error;
    }
    if (options.sync) syncFolder(dirname(target));
  } catch (error) {
    throw fileError(error, 'write', target);
  }
}

/**
 * Puts a file where there is none; false, and nothing is changed, when the name is taken.
 * Of any number of processes at once one gets true (link(2)). @throws {TsRegError} `io` that names the target.
 */
export function createFile(target: string, bytes: Uint8Array, options: WriteOptions): boolean {
  try {
    const temp = prepare(bytes, options);
    try {
      linkSync(temp, target);
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      removeQuietly(temp);
    }
    if (options.sync) syncFolder(dirname(target));
    return true;
  } catch (error) {
    throw fileError(error, 'write', target);
  }
}

/** Removes a file; false when there was none. @throws {TsRegError} `io` that names it. */
export function removeFile(target: string, options: { readonly sync: boolean }): boolean {
  try {
    unlinkSync(target);
    if (options.sync) syncFolder(dirname(target));
    return true;
  } catch (error) {
    // A read-only file system says EROFS even where there is nothing to remove.
    if (errnoOf(error) === 'ENOENT' || isMissing(target)) return false;
    throw fileError(error, 'remove', target);
  }
}

function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** Makes the entries of a folder survive a power failure, where the system can do that. */
export function syncFolder(path: string): void {
  // Windows cannot open a folder; some network file systems refuse to sync one.
  const cannot = ['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'];
  try {
    const descriptor = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!cannot.includes(errnoOf(error) ?? '')) throw error;
  }
}

function prepare(bytes: Uint8Array, options: WriteOptions): string {
  const temp = options.temp.write(bytes, { sync: options.sync });
  try {
    options.beforeCommit?.();
    return temp;
  } catch (error) {
    removeQuietly(temp);
    throw error;
  }
}
