/** Finds files of the store that other users can read, and makes them private with --fix, its only change. */
import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Hint } from '../../../errors.js';
import type { StorePaths } from '../../../registry/store-setting.js';
import { errnoOf } from '../../../system/file-error.js';
import { hint } from '../../../system/hint.js';
import { type Finding, fine, problem } from './findings.js';

export interface ModeOutcome {
  readonly findings: readonly Finding[];
  /** Paths that are still accessible: the store refuses them with its own error. */
  readonly loose: readonly string[];
}

const folders = ['records', 'tokens', 'locks'];
const othersBits = 0o077;
/** A planted link is not followed, a planted FIFO does not block. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Looks at every file and folder of the store; with `fix` it closes what is open. Not for Windows, which has no modes.
 */
export function checkModes(paths: StorePaths, { fix }: { readonly fix: boolean }): ModeOutcome {
  const findings: Finding[] = [];
  const loose: string[] = [];
  const readOnlyVolumes = new Set<number>();
  for (const path of privatePaths(paths)) {
    const mode = modeOf(path);
    if (mode === undefined || (mode & othersBits) === 0) continue;
    const failure = fix ? closeToOthers(path) : 'open';
    if (failure === undefined) {
      findings.push(fine('store', `made private: ${path}`));
    } else {
      loose.push(path);
      const finding = openFinding(path, mode, failure);
      // One remount is enough for all files of a volume.
      const volume = failure === 'EROFS' ? volumeOf(path) : undefined;
      findings.push(volume !== undefined && readOnlyVolumes.has(volume) ? { ...finding, fix: undefined } : finding);
      if (volume !== undefined) readOnlyVolumes.add(volume);
    }
  }
  return { findings, loose };
}

function openFinding(path: string, mode: number, failure: string): Finding {
  const message = `${path} is accessible to other users (mode ${mode.toString(8).padStart(4, '0')})`;
  const wanted = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ? '700' : '600';
  if (failure !== 'open')
    return problem(
      'store',
      `${message}, and its mode could not be changed (${failure})`,
      wayOut(path, wanted, failure),
    );
  return problem('store', message, hint`chmod ${wanted} ${path}, or: ts-reg doctor --fix`);
}

/** The fix for a file of another user, or on a file system that refuses the change (chmod(2)). */
function wayOut(path: string, wanted: string, failure: string): Hint {
  if (failure === 'EPERM' || failure === 'EACCES')
    return hint`sudo chown "$(id -un)" ${path} && chmod ${wanted} ${path}`;
  if (failure === 'EROFS')
    return hint`sudo mount -o remount,rw "$(findmnt -n -o TARGET -T ${path})", then: ts-reg doctor --fix`;
  return hint`ls -ld ${path}`;
}

/** The device number (stat(2)); undefined when the file went away. */
function volumeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.dev;
}

/**
 * Undefined on success, else the error code. By descriptor, so that the file cannot be swapped.
 */
function closeToOthers(path: string): string | undefined {
  try {
    const descriptor = openSync(path, openFlags);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isDirectory() && !stats.isFile()) return 'no regular file';
      fchmodSync(descriptor, stats.isDirectory() ? 0o700 : 0o600);
      return undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return errnoOf(error) ?? 'unknown';
  }
}

function privatePaths({ keyFile, tokenKeyFile, dataFolder }: StorePaths): readonly string[] {
  const inside = folders.flatMap((name) => {
    const folder = join(dataFolder, name);
    return modeOf(folder) === undefined ? [] : [folder, ...entriesOf(folder)];
  });
  return [keyFile, tokenKeyFile, join(dataFolder, 'meta.json'), ...inside];
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Permission bits; undefined when there is nothing to see, or a link, which the store refuses by itself. */
function modeOf(path: string): number | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined || stats.isSymbolicLink() ? undefined : stats.mode & 0o777;
  } catch {
    return undefined;
  }
}
