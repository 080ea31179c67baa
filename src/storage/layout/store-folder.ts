/** Makes the folders of a store, and closes them to others. */
import { chmodSync, statSync } from 'node:fs';
import { fileError } from '../../system/file-error.js';
import { makeFolder } from '../../system/make-folder.js';
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
 * Makes the folders of a store, 0700 for any umask, and closes its subfolders to others.
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

function closeFolder(folder: string): void {
  try {
    const stats = statSync(folder);
    if ((stats.mode & 0o077) !== 0 && stats.uid === process.geteuid?.()) chmodSync(folder, 0o700);
  } catch (error) {
    throw fileError(error, 'use the folder', folder);
  }
}
