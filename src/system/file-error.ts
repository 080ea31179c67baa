/** Turns errors of the file system into errors for people: the path, the reason in words, the next step. */
import { type Hint, TsRegError } from '../errors.js';
import { hint } from './hint.js';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EIO: 'input/output error of the device',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  ENOENT: 'it does not exist',
  ELOOP: 'it is a symbolic link',
  EXDEV: 'the folders of the store are on different file systems',
  ENOTSUP: 'the file system has no hard links',
  ENXIO: 'it is not a regular file',
};

const hints: Readonly<Record<string, (path: string) => Hint>> = {
  ENOSPC: (path) => hint`df -h ${path}`,
  EDQUOT: () => hint`quota`,
  EROFS: () => hint`export TS_REG_HOME=/path/to/a/writable/folder`,
  EACCES: (path) => hint`ls -ld ${path}`,
  EPERM: (path) => hint`ls -ld ${path}`,
  ELOOP: (path) => hint`ls -l ${path}`,
  ENXIO: (path) => hint`ls -l ${path}`,
  EISDIR: (path) => hint`ls -ld ${path}`,
};

/** The code of an error of Node or `pg`: an errno name (`ENOENT`), `ERR_…`, a SQLSTATE; undefined without one. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * The error to throw when `doing` (`read`, `write`, `lock`, …) with `path` failed.
 * A TsRegError passes through; the text of any other error is left out, only its errno is shown.
 */
export function fileError(error: unknown, doing: string, path: string): TsRegError {
  if (error instanceof TsRegError) return error;
  const code = errnoOf(error);
  if (code === undefined) return new TsRegError('internal', `cannot ${doing} ${path}: internal error of ts-reg`);
  const reason = reasons[code];
  const next = hints[code]?.(path);
  const message = `cannot ${doing} ${path}: ${reason === undefined ? code : `${reason} (${code})`}`;
  return new TsRegError('io', message, { ...(next === undefined ? {} : { hint: next }), detail: { path, code } });
}
