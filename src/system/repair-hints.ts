/**
 * Commands that repair who owns a file or folder and who may write it. Each leaves everybody working: root never takes
 * a user's files, the folder of a mounted volume keeps its owner, and files of another user stay theirs.
 */
import { accessSync, constants, existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Hint } from '../errors.js';
import { errnoOf } from './file-error.js';
import { hint } from './hint.js';

/** A folder in the place of ours that belongs to another user. */
export function foreignFolderHint(path: string, stats: Stats, user: number): Hint {
  if (user === 0) return rootsOwnStore(stats.uid);
  if (stats.uid !== 0) return ownFolderHint();
  if (!isMountPoint(path, stats) && ownerOf(dirname(path)) === user) return hint`sudo chown -R ${user} ${path}`;
  return subfolderHint(path, user);
}

/** A folder of ours that others can write. */
export function writableFolderHint(path: string, stats: Stats, user: number): Hint {
  if (isMountPoint(path, stats)) return subfolderHint(path, user);
  return isOpenedByKubelet(stats) ? closeAllHint(path, 'go-w') : hint`chmod go-w ${path}`;
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

/** A file that is provided from outside and belongs to another user, who may need it as it is: we use a copy. */
export function providedFileHint(path: string, { uid }: Stats, user: number): Hint {
  const name = basename(path);
  return user === 0
    ? hint`run ts-reg as user ${uid}, or check the file and make a copy for root: cp ${path} /root/${name} &&
      chmod 600 /root/${name}, then name the copy in your settings`
    : hint`check the file and make a copy of your own: sudo install -m 600 -o ${user} ${path} "$HOME"/${name},
      then name the copy in your settings`;
}

/** A file of ours that others can read or write. */
export function openFileHint(path: string, stats: Stats): Hint {
  return isOpenedByKubelet(stats) ? closeAllHint(path, '600') : hint`chmod 600 ${path}`;
}

/** Root would own a folder in the home of a user, who could then not use it. */
export function rootInUsersHomeHint(owner: number): Hint {
  return hint`run ts-reg as user ${owner}, or give root a home of its own: export HOME=/root TS_REG_HOME=/root/ts-reg`;
}

/** A copy of our own in the place of another user's file; his is not changed. */
export function ownCopyHint(path: string): Hint {
  const copy = `${path}.own`;
  return hint`check it, and if it is correct: cp ${path} ${copy} && mv ${copy} ${path}`;
}

/** With hint`sudo` that keeps HOME, root meets the store of a user. */
function rootsOwnStore(owner: number): Hint {
  return hint`run ts-reg as user ${owner}, or give root a store of its own: export TS_REG_HOME=/root/ts-reg`;
}

/**
 * A volume belongs to the user who mounted it; a folder in it can be ours. Not where we could not reach it (a folder
 * that root closed to others) or it cannot be made (a read-only volume, such as a secret of Kubernetes).
 */
function subfolderHint(path: string, user: number): Hint {
  const folder = join(path, 'ts-reg');
  const refusal = refusalOf(path, constants.W_OK | constants.X_OK);
  if (refusal === undefined) return hint`export TS_REG_HOME=${folder}`;
  return refusal === 'EROFS' || refusalOf(path, constants.X_OK) !== undefined
    ? ownFolderHint()
    : hint`sudo install -d -m 700 -o ${user} ${folder} && export TS_REG_HOME=${folder}`;
}

/** A container that runs under any number often has HOME=/, where it cannot make anything. */
function ownFolderHint(): Hint {
  // What the shell will put in the place of $HOME.
  const home = process.env['HOME'] ?? '/';
  return home !== '/' && refusalOf(home, constants.W_OK | constants.X_OK) === undefined
    ? hint`use a folder of your own: export TS_REG_HOME="$HOME/ts-reg"`
    : hint`use a folder that you can write, such as a mounted volume: export TS_REG_HOME=/path/to/a/folder`;
}

/**
 * With `fsGroup` the kubelet gives the group every file of a volume, to read and write, and sets the setgid bit of
 * folders, at each mount (Kubernetes, "Configure a Security Context for a Pod"). So all are open, not this one alone.
 */
function isOpenedByKubelet(stats: Stats): boolean {
  const bits = stats.isDirectory() ? 0o2060 : 0o060;
  return (stats.mode & bits) === bits && (stats.mode & 0o002) === 0;
}

function closeAllHint(path: string, mode: '600' | 'go-w'): Hint {
  return hint`with fsGroup of Kubernetes set fsGroupChangePolicy: OnRootMismatch, then: chmod ${mode} ${path} &&
    ts-reg doctor --fix`;
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

/** Why access(2) says no; undefined when it says yes. */
function refusalOf(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return errnoOf(error) ?? 'unknown';
  }
}

function targetOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** For a file that cannot be read: what is there instead. */
export function lookAt(path: string): Hint {
  return existsSync(path) ? hint`ls -ld ${path}` : hint`ls ${dirname(path)}`;
}
