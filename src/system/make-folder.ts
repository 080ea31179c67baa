/** Makes a folder with those above it, closed to others. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './atomic-write.js';
import { fileError } from './file-error.js';

/** Makes a folder of mode 0700, and those above it; an existing one stays as it is. @throws {TsRegError} `io`. */
export function makeFolder(folder: string): void {
  try {
    if (!makeWithParents(folder)) return;
    chmodSync(folder, 0o700);
    syncFolder(dirname(folder));
  } catch (error) {
    throw fileError(error, 'make the folder', folder);
  }
}

/**
 * Whether the folder had to be made. Step by step: `mkdirSync` with `recursive` never returns where mkdir(2) says
 * ENOENT though the folder above exists, as in /proc and in the folders of an automounter. Throws the error of
 * `node:fs`.
 */
export function makeWithParents(folder: string): boolean {
  if (isFolder(folder)) return false;
  const above = dirname(folder);
  // A file there is left for mkdir to refuse: as ENOTDIR, on every version of Node.
  if (statSync(above, { throwIfNoEntry: false }) === undefined) makeWithParents(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
  return true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
