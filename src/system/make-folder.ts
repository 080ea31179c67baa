/** Makes a folder with those above it, closed to others. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { TsRegError } from '../errors.js';
import { syncFolder } from './atomic-write.js';
import { errnoOf, fileError } from './file-error.js';
import { hint } from './hint.js';
import { isInHomeOf } from './private-group.js';
import { rootInUsersHomeHint } from './repair-hints.js';

/** Makes a folder of mode 0700, and those above it; an existing one is not changed. @throws {TsRegError} `io`. */
export function makeFolder(folder: string): void {
  try {
    if (!makeWithParents(folder)) return;
    chmodSync(folder, 0o700);
    syncFolder(dirname(folder));
  } catch (error) {
    throw folderError(error, folder);
  }
}

/**
 * Whether the folder had to be made. Step by step: `mkdirSync` with `recursive` never returns where mkdir(2) says
 * ENOENT though the folder above exists, as in /proc and in the folders of an automounter. Throws the error of
 * `node:fs`. @throws {TsRegError} `refused` when root would own a folder in the home of a user.
 */
export function makeWithParents(folder: string): boolean {
  if (isFolder(folder)) return false;
  const above = dirname(folder);
  // A file there is left for mkdir to refuse: as ENOTDIR, on every version of Node.
  const stats = statSync(above, { throwIfNoEntry: false });
  if (stats === undefined) makeWithParents(above);
  else refuseUsersHome(folder, stats.uid);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!isFolder(folder)) throw error;
  }
  return true;
}

/** With `sudo` that keeps HOME; the user could use neither the folder nor what is in it. */
function refuseUsersHome(folder: string, owner: number): void {
  if (owner === 0 || process.geteuid?.() !== 0 || !isInHomeOf(owner, folder)) return;
  throw new TsRegError('refused', `${folder} is in the home folder of user ${owner}, and root would own it`, {
    hint: rootInUsersHomeHint(owner),
    detail: { path: folder },
  });
}

/** A container that runs under any number often has HOME=/, where it cannot make a folder. */
function folderError(error: unknown, folder: string): TsRegError {
  const { kind, message, hint: next, detail } = fileError(error, 'make the folder', folder);
  const isDenied = ['EACCES', 'EPERM'].includes(errnoOf(error) ?? '');
  const found = isDenied ? hint`export TS_REG_HOME=/path/to/a/writable/folder` : next;
  return new TsRegError(kind, message, { ...(found === undefined ? {} : { hint: found }), detail });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
