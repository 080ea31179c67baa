/** Makes the folders of a store, and closes them to others. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../../system/atomic-write.js';
import { fileError } from '../../system/file-error.js';
import { requireOwnFolder } from '../../system/own-folder.js';
import { lockFolderOf, recordFolderOf, tokenFolderOf } from './store-paths.js';

/**
 * Returns when what is there of a store's folders is real, ours, and not writable by others.
 * @throws {TsRegError} `io` that names the folder and the command that repairs it.
 */
export function requireOwnStore(dataFolder: string): void {
  requireOwnFolder(dataFolder);
  requireOwnFolder(recordFolderOf(dataFolder));
  for (const folder of [tokenFolderOf(dataFolder), lockFolderOf(dataFolder)])
    requireOwnFolder(folder, { disposable: true });
}

/**
 * Makes the folders of a store, 0700 whatever the umask, and closes its subfolders to others.
 * The data folder itself keeps its mode when it existed: it may be anybody's (`TS_REG_HOME`).
 * @throws {TsRegError} `io` that names the folder.
 */
export function makeStoreFolders(dataFolder: string): void {
  makeFolder(dataFolder);
  requireOwnStore(dataFolder);
  for (const folder of [recordFolderOf(dataFolder), tokenFolderOf(dataFolder), lockFolderOf(dataFolder)]) {
    makeFolder(folder);
    closeFolder(folder);
  }
}

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
 * ENOENT though the folder above exists, as in /proc and in the folders of an automounter.
 */
function makeWithParents(folder: string): boolean {
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

function closeFolder(folder: string): void {
  try {
    const stats = statSync(folder);
    if ((stats.mode & 0o077) !== 0 && stats.uid === process.geteuid?.()) chmodSync(folder, 0o700);
  } catch (error) {
    throw fileError(error, 'use the folder', folder);
  }
}
