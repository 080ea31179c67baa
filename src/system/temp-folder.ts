/**
 * Files on their way to becoming visible: written whole here, then renamed or linked to their place.
 * The name says whose they are, so that those of killed processes can be found and removed.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { processState, pidScope, type ProcessIdentity } from './process-identity.js';

/**
 * Nothing of ours takes this long; what another machine or container left is older when it is removed. Milliseconds.
 */
export const abandonedAfter = 600_000;

const createFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const namePattern = /^\.ts-reg-tmp\.([0-9a-f]{8})\.([0-9]+)\.([0-9]*)\.[0-9a-f]{16}$/;

export class TempFolder {
  readonly path: string;
  readonly #self: () => ProcessIdentity;

  constructor(path: string, self: () => ProcessIdentity) {
    this.path = path;
    this.#self = self;
  }

  /**
   * Writes a new file of mode 0600, for any umask, and answers its path.
   * Throws the error of `node:fs`, and then leaves nothing behind.
   */
  write(bytes: Uint8Array, options: { readonly sync: boolean }): string {
    const path = join(this.path, this.#freshName());
    const descriptor = openSync(path, createFlags, 0o600);
    try {
      try {
        fchmodSync(descriptor, 0o600);
        writeWhole(descriptor, bytes);
        if (options.sync) fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      removeQuietly(path);
      throw error;
    }
    return path;
  }

  /** Removes what killed processes left; `now` is a time of the same file system (the mtime of a new file). */
  sweep(now: number): void {
    for (const name of readdirSync(this.path)) {
      const owner = this.#ownerOf(name);
      if (owner === undefined) continue;
      const path = join(this.path, name);
      const life = owner === 'foreign' ? 'unknown' : processState(owner, this.#self());
      if (life === 'dead' || (life === 'unknown' && modifiedAt(path) < now - abandonedAfter)) removeQuietly(path);
    }
  }

  #freshName(): string {
    const self = this.#self();
    return `.ts-reg-tmp.${pidScope(self)}.${self.pid}.${self.start}.${randomBytes(8).toString('hex')}`;
  }

  #ownerOf(name: string): ProcessIdentity | 'foreign' | undefined {
    const [, scope, pid, start] = namePattern.exec(name) ?? [];
    if (scope === undefined || pid === undefined || start === undefined) return undefined;
    const self = this.#self();
    return scope === pidScope(self) ? { ...self, pid: Number(pid), start } : 'foreign';
  }
}

/** Removes a file if it can be removed: for clean-up, where the first error is the one to report. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // A file that stays is found by the next sweep.
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  let length = 0;
  while (length < bytes.length) length += writeSync(descriptor, bytes, length);
  // A full tmpfs was seen to cut a file without any error (measured on Linux 6).
  if (fstatSync(descriptor).size !== bytes.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
}

/** Infinity for a file that is gone: nothing to remove. */
function modifiedAt(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return Infinity;
  }
}
