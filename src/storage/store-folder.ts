/** Makes the folders of a store, and closes them to others. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './atomic-write.js';
import { fileError } from './file-error.js';
import { lockFolderOf, recordFolderOf, tokenFolderOf } from './store-paths.js';

/**
 * Makes the folders of a store, 0700 whatever the umask, and closes its subfolders to others.
 * The data folder itself keeps its mode when it existed: it may be anybody's (`TS_REG_HOME`).
 * @throws {TsRegError} `io` that names the folder.
 */
export function makeStoreFolders(dataFolder: string): void {
  makeFolder(dataFolder);
  for (const folder of [recordFolderOf(dataFolder), tokenFolderOf(dataFolder), lockFolderOf(dataFolder)]) {
    makeFolder(folder);
    closeFolder(folder);
  }
}

/** Makes a folder of mode 0700, and those above it; an existing one stays as it is. @throws {TsRegError} `io`. */
export function makeFolder(folder: string): void {
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) === undefined) return;
    chmodSync(folder, 0o700);
    syncFolder(dirname(folder));
  } catch (error) {
    throw fileError(error, 'make the folder', folder);
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
