/**
 * Reads files that must be ours alone: regular, owned by us, closed to others, of bounded size.
 * O_NOFOLLOW and O_NONBLOCK: a planted link is not followed, a planted FIFO does not block.
 */
import type { Stats } from 'node:fs';
import { posix } from 'node:path';
import { type Hint, TsRegError } from '../errors.js';
import { errnoOf, fileError } from './file-error.js';
import { hint } from './hint.js';
import { readBoundedFile, UnreadableFile } from './read-file.js';
import { foreignFileHint, openFileHint, providedFileHint } from './repair-hints.js';

/** No record or token comes near this; the parser never sees more. Bytes. */
export const largestFile = 65_536;

export interface PrivateFile {
  readonly bytes: Buffer;
  readonly inode: number;
  /** Milliseconds, by the clock of the file system. */
  readonly modifiedAt: number;
}

/**
 * The whole file, or undefined when there is none.
 * @throws {TsRegError} `io` when it is a link, no regular file, not ours, open to others (with the chmod
 * command) or larger than {@link largestFile}.
 */
export function readPrivateFile(path: string): PrivateFile | undefined {
  return readChecked(path, { noFollow: true, refuse: refuseForeign });
}

/**
 * The whole of an external file, such as a mounted secret: links are followed (Kubernetes mounts
 * secrets as links) and it may belong to root; it must not be writable by others.
 * @throws {TsRegError} `io`, also when our own file can be read by others while we could close it, unless
 * `mayBePublic`.
 */
export function readProvidedFile(path: string, { mayBePublic = false } = {}): PrivateFile | undefined {
  return readChecked(path, { noFollow: false, refuse: mayBePublic ? refuseForeignSecret : refuseUnsafeSecret });
}

interface Rules {
  readonly noFollow: boolean;
  readonly refuse: (stats: Stats, path: string) => void;
}

function readChecked(path: string, { noFollow, refuse }: Rules): PrivateFile | undefined {
  try {
    const { bytes, stats } = readBoundedFile(path, {
      largest: largestFile,
      noFollow,
      inspect: (found) => {
        refuse(found, path);
      },
    });
    return { bytes, inode: stats.ino, modifiedAt: stats.mtimeMs };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    if (error instanceof UnreadableFile)
      throw refusal(
        path,
        error.kind === 'large' ? `is larger than ${largestFile} bytes` : 'is not a regular file',
        hint`ls -ld ${path}`,
      );
    throw fileError(error, 'read', path);
  }
}

/** Windows has neither user ids nor modes; there the profile folder's access list protects. */
function effectiveUser(): number | undefined {
  return process.geteuid?.();
}

function refuseForeign(stats: Stats, path: string): void {
  const user = effectiveUser();
  if (user === undefined) return;
  if (stats.uid !== user) {
    throw refusal(path, `belongs to user ${stats.uid}, not to user ${user}`, foreignFileHint(path, stats, user));
  }
  if ((stats.mode & 0o077) !== 0) throw tooOpen(stats, path, openFileHint(path, stats));
}

function refuseUnsafeSecret(stats: Stats, path: string): void {
  refuseForeignSecret(stats, path);
  const user = effectiveUser();
  // Docker mounts secrets as root's, mode 0444: read-only, so it was provided deliberately.
  const closable = stats.uid === user && (stats.mode & 0o222) !== 0;
  if (closable && (stats.mode & 0o077) !== 0) throw tooOpen(stats, path, hint`chmod 600 ${path}`);
}

function refuseForeignSecret(stats: Stats, path: string): void {
  const user = effectiveUser();
  if (user === undefined) return;
  if (stats.uid !== user && stats.uid !== 0) {
    throw refusal(
      path,
      `belongs to user ${stats.uid}, neither to user ${user} nor to root`,
      providedFileHint(path, stats, user),
    );
  }
  if ((stats.mode & 0o022) !== 0) throw tooOpen(stats, path, hint`chmod 600 ${path}`);
}

function tooOpen(stats: Stats, path: string, next: Hint): TsRegError {
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  return refusal(path, `is accessible to other users (mode ${mode})`, next);
}

function refusal(path: string, reason: string, next: Hint): TsRegError {
  return new TsRegError('io', `${path} ${reason}`, { hint: next, detail: { path } });
}

/** Whether docker, podman or Kubernetes mounted this file: there everybody in the container is meant to read it. */
export function isMountedSecret(path: string): boolean {
  return /^(?:\/var)?\/run\/secrets\//.test(posix.normalize(path));
}
