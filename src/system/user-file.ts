/** Files of people and other programs, such as docker's config.json: replaced whole, with mode and owner kept. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeWithParents } from './make-folder.js';

export interface ReplaceOptions {
  /** Asked right before the file would be replaced. */
  readonly mayReplace?: () => boolean;
  /** Of a file that was not there; default: 0600. */
  readonly newMode?: number;
}

/**
 * Writes a file whole, so that a reader sees the old or the new one: with the mode and owner that it had, a new one
 * with 0600 and the owner of its folder, in a folder of 0700. False, and the file stays, when `mayReplace` returns
 * false right before the replacement. The caller resolves links. Throws the error of `node:fs`; the file is then
 * unchanged.
 */
export function replaceUserFile(target: string, text: string, options: ReplaceOptions = {}): boolean {
  const { mayReplace = () => true, newMode = 0o600 } = options;
  makeWithParents(dirname(target));
  const before = statSync(target, { throwIfNoEntry: false });
  const temporary = `${target}.${randomBytes(8).toString('hex')}.tmp`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(descriptor, text);
      if (before) keepOwner(descriptor, before);
      else if (process.geteuid?.() === 0) giveToOwnerOf(dirname(target), descriptor);
      fchmodSync(descriptor, before ? before.mode & 0o777 : newMode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (!mayReplace()) return false;
    renameSync(temporary, target);
    return true;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What a killed process leaves; a younger one may belong to a process that is about to rename it. Milliseconds. */
const leftoverAge = 60_000;

/**
 * Removes the temporary files of {@link replaceUserFile} that killed processes left beside a file: they hold what the
 * file holds. To be called right after the file was written, whose time says what is old. Never throws.
 */
export function removeLeftovers(target: string): void {
  const prefix = `${basename(target)}.`;
  try {
    const { mtimeMs: now } = statSync(target);
    for (const name of readdirSync(dirname(target))) {
      if (!name.startsWith(prefix) || !/^[0-9a-f]{16}\.tmp$/.test(name.slice(prefix.length))) continue;
      const path = join(dirname(target), name);
      if (now - statSync(path).mtimeMs > leftoverAge) rmSync(path, { force: true });
    }
  } catch {
    // The next write looks again.
  }
}

/** In a user's folder root makes a user's file. Some containers let root give nothing away; then the file is root's. */
function giveToOwnerOf(folder: string, descriptor: number): void {
  try {
    keepOwner(descriptor, statSync(folder));
  } catch {
    // Root can still use the file.
  }
}

/** With sudo the file stays its owner's; a user without the right to give files away owns what he writes. */
function keepOwner(descriptor: number, before: Stats): void {
  const own = fstatSync(descriptor);
  if (own.uid !== before.uid || own.gid !== before.gid) fchownSync(descriptor, before.uid, before.gid);
}
