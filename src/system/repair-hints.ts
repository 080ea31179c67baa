/**
 * Commands that repair who owns a file or folder and who may write it. Each leaves everybody working: root never takes
 * a user's files, nobody takes the folder of a mounted volume, and what belongs to a stranger is left to him.
 */
import { accessSync, constants, lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder in the place of ours that belongs to another user. */
export function foreignFolderHint(path: string, stats: Stats, user: number): string {
  if (user === 0) return rootsOwnStore(stats.uid);
  if (stats.uid !== 0) return `use a folder of your own: export TS_REG_HOME="$HOME/ts-reg"`;
  if (!isMountPoint(path, stats) && ownerOf(dirname(path)) === user) return `sudo chown -R ${user} ${quoted(path)}`;
  return subfolderHint(path, user);
}

/** A folder of ours that others can write. */
export function writableFolderHint(path: string, stats: Stats, user: number): string {
  return isMountPoint(path, stats) ? subfolderHint(path, user) : `chmod go-w ${quoted(path)}`;
}

/** A link where a folder of ours should be; `keep`: what is behind it must not be lost. */
export function linkedFolderHint(path: string, { keep }: { readonly keep: boolean }): string {
  if (!keep) return `rm ${quoted(path)}`;
  const target = targetOf(path);
  return target === undefined ? `rm ${quoted(path)}` : `rm ${quoted(path)} && cp -pR ${quoted(target)} ${quoted(path)}`;
}

/** A file of the store that belongs to another user. */
export function foreignFileHint(path: string, stats: Stats, user: number): string {
  return user === 0 ? rootsOwnStore(stats.uid) : `sudo chown ${user} ${quoted(path)}`;
}

/** A copy of our own in the place of another user's file; his stays as it is. */
export function ownCopyHint(path: string): string {
  const copy = quoted(`${path}.own`);
  return `read it, and if it is right: cp ${quoted(path)} ${copy} && mv ${copy} ${quoted(path)}`;
}

/** One word for a POSIX shell. */
export function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** With `sudo` that keeps HOME, root meets the store of a user. */
function rootsOwnStore(owner: number): string {
  return `run ts-reg as user ${owner}, or give root a store of its own: export TS_REG_HOME=/root/ts-reg`;
}

/** A volume belongs to whoever mounted it; a folder in it can be ours. */
function subfolderHint(path: string, user: number): string {
  const folder = quoted(join(path, 'ts-reg'));
  const use = `export TS_REG_HOME=${folder}`;
  return canWrite(path) ? use : `sudo install -d -m 700 -o ${user} ${folder} && ${use}`;
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
