/**
 * Commands that repair who owns a file or folder and who may write it. Each leaves everybody working: root never takes
 * a user's files, the folder of a mounted volume keeps its owner, and files of another user stay theirs.
 */
import { accessSync, constants, lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Hint } from '../errors.js';
import { hint } from './hint.js';

/** A folder in the place of ours that belongs to another user. */
export function foreignFolderHint(path: string, stats: Stats, user: number): Hint {
  if (user === 0) return rootsOwnStore(stats.uid);
  if (stats.uid !== 0) return hint`use a folder of your own: export TS_REG_HOME="$HOME/ts-reg"`;
  if (!isMountPoint(path, stats) && ownerOf(dirname(path)) === user) return hint`sudo chown -R ${user} ${path}`;
  return subfolderHint(path, user);
}

/** A folder of ours that others can write. */
export function writableFolderHint(path: string, stats: Stats, user: number): Hint {
  return isMountPoint(path, stats) ? subfolderHint(path, user) : hint`chmod go-w ${path}`;
}

/** A link where a folder of ours should be; `keep`: what is behind it must not be lost. */
export function linkedFolderHint(path: string, { keep }: { readonly keep: boolean }): Hint {
  if (!keep) return hint`rm ${path}`;
  const target = targetOf(path);
  return target === undefined ? hint`rm ${path}` : hint`rm ${path} && cp -pR ${target} ${path}`;
}

/** A file of the store that belongs to another user. */
export function foreignFileHint(path: string, stats: Stats, user: number): Hint {
  return user === 0 ? rootsOwnStore(stats.uid) : hint`sudo chown ${user} ${path}`;
}

/** A copy of our own in the place of another user's file; his stays as it is. */
export function ownCopyHint(path: string): Hint {
  const copy = `${path}.own`;
  return hint`check it, and if it is correct: cp ${path} ${copy} && mv ${copy} ${path}`;
}

/** With hint`sudo` that keeps HOME, root meets the store of a user. */
function rootsOwnStore(owner: number): Hint {
  return hint`run ts-reg as user ${owner}, or give root a store of its own: export TS_REG_HOME=/root/ts-reg`;
}

/** A volume belongs to the user who mounted it; a folder in it can be ours. */
function subfolderHint(path: string, user: number): Hint {
  const folder = join(path, 'ts-reg');
  return canWrite(path)
    ? hint`export TS_REG_HOME=${folder}`
    : hint`sudo install -d -m 700 -o ${user} ${folder} && export TS_REG_HOME=${folder}`;
}

function isMountPoint(path: string, stats: Stats): boolean {
  try {
    return lstatSync(join(path, '..')).dev !== stats.dev;
  } catch {
    return false;
  }
}

function ownerOf(path: string): number | undefined {
  try {
    return lstatSync(path).uid;
  } catch {
    return undefined;
  }
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function targetOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
