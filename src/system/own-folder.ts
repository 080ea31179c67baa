/**
 * Files and folders of others are not ours, as in ssh's StrictModes: who can write a folder decides what its files say.
 * Parent folders are not judged. Windows has neither user ids nor modes; there the profile folder's access list
 * protects.
 */
import { lstatSync, type Stats } from 'node:fs';
import { normalize } from 'node:path';
import { type Hint, TsRegError } from '../errors.js';
import { hint } from './hint.js';
import { isPrivateGroup } from './private-group.js';
import { foreignFolderHint, linkedFolderHint, ownCopyHint, writableFolderHint } from './repair-hints.js';

export interface FolderRules {
  /** Accept a folder that belongs to root and is writable by root only: root may provide settings. */
  readonly rootMayOwn?: boolean;
  /** The folder holds nothing that cannot be made again. */
  readonly disposable?: boolean;
  /** The effective user id; undefined on Windows. */
  readonly user?: number | undefined;
}

/**
 * Returns when there is no such folder, or when it is a real folder, ours, and not writable by others.
 * @throws {TsRegError} `io` that names the folder and the command that repairs it.
 */
export function requireOwnFolder(path: string, rules: FolderRules = {}): void {
  const user = rules.user ?? process.geteuid?.();
  if (user === undefined) return;
  const folder = withoutEnd(path);
  const stats = look(folder);
  if (stats === undefined) return;
  if (stats.isSymbolicLink())
    throw refusal(
      folder,
      'is a symbolic link; ts-reg needs a real directory there',
      linkedFolderHint(folder, { keep: rules.disposable !== true }),
    );
  // Opening a file in it reports that it is not a directory.
  if (!stats.isDirectory()) return;
  const isRoots = stats.uid === 0 && rules.rootMayOwn === true;
  if (stats.uid !== user && !isRoots)
    throw refusal(folder, `belongs to user ${stats.uid}, not to user ${user}`, foreignFolderHint(folder, stats, user));
  if (isWritableByOthers(stats))
    throw refusal(folder, `is writable by other users (mode ${modeText(stats)})`, writableHint(folder, stats, user));
}

/**
 * Returns for a settings file that belongs to us or to root and is not writable by others.
 * @throws {TsRegError} `io` that names the file and the command that repairs it.
 */
export function requireTrustedFile(path: string, stats: Stats, user: number | undefined = process.geteuid?.()): void {
  if (user === undefined) return;
  if (stats.uid !== user && stats.uid !== 0)
    throw refusal(path, `belongs to user ${stats.uid}, neither to user ${user} nor to root`, ownCopyHint(path));
  if (!isWritableByOthers(stats)) return;
  throw refusal(
    path,
    `is writable by other users (mode ${modeText(stats)})`,
    stats.uid === user ? hint`chmod go-w ${path}` : ownCopyHint(path),
  );
}

/** A group that is the owner's own counts as the owner. */
export function isWritableByOthers(stats: Stats): boolean {
  if ((stats.mode & 0o002) !== 0) return true;
  return (stats.mode & 0o020) !== 0 && !isPrivateGroup(stats.gid, stats.uid);
}

function writableHint(folder: string, stats: Stats, user: number): Hint {
  return stats.uid === user ? writableFolderHint(folder, stats, user) : foreignFolderHint(folder, stats, user);
}

/** A folder that cannot be inspected is reported when a file in it is opened. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** lstat(2) follows a link whose path ends with a slash or `/.`. */
function withoutEnd(path: string): string {
  const plain = normalize(path);
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

function modeText(stats: Stats): string {
  return (stats.mode & 0o7777).toString(8).padStart(4, '0');
}

function refusal(path: string, reason: string, next: Hint): TsRegError {
  return new TsRegError('io', `${path} ${reason}`, { hint: next, detail: { path } });
}
