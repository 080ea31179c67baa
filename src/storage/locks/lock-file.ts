/**
 * What a lock file says: who holds the lock. One line of JSON; the token tells two holds of one process apart.
 * And a lock in the hands of its holder.
 */
import { createHash } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { TsRegError } from '../../errors.js';
import { hint } from '../../system/hint.js';
import { parseObject } from '../../system/json-object.js';
import { readPrivateFile } from '../../system/private-file.js';
import type { ProcessIdentity } from '../../system/process-identity.js';

export interface FoundLock {
  /** 16 hex characters, unique to this hold. */
  readonly token: string;
  /** Undefined when the file is damaged: such a lock has no holder. */
  readonly owner: ProcessIdentity | undefined;
  /** Last modification, in milliseconds by the clock of the file system. */
  readonly modifiedAt: number;
}

const tokenPattern = /^[0-9a-f]{16}$/;

/** The bytes of a lock file. */
export function formatLock(owner: ProcessIdentity, token: string): Buffer {
  const { pid, start, boot, pidNamespace } = owner;
  return Buffer.from(`${JSON.stringify({ pid, start, boot, pidNamespace, token })}\n`);
}

/**
 * The lock at a path, or undefined when it is free.
 * @throws {TsRegError} `io` when something else lies at the path (link, FIFO, folder, another user's file).
 */
export function readLock(path: string): FoundLock | undefined {
  const file = readPrivateFile(path);
  if (file === undefined) return undefined;
  const { bytes, inode, modifiedAt } = file;
  const parsed = parseLock(bytes);
  // A damaged lock gets a token from what it is, so that two processes agree on which lock they saw.
  const token =
    parsed?.token ?? createHash('sha256').update(`${inode} ${modifiedAt}\n`).update(bytes).digest('hex').slice(0, 16);
  return { token, owner: parsed?.owner, modifiedAt };
}

function parseLock(bytes: Buffer): { readonly token: string; readonly owner: ProcessIdentity } | undefined {
  const { pid, start, boot, pidNamespace, token } = parseObject(bytes.toString('utf8')) ?? {};
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (typeof start !== 'string' || typeof boot !== 'string' || typeof pidNamespace !== 'string') return undefined;
  if (typeof token !== 'string' || !tokenPattern.test(token)) return undefined;
  return { token, owner: { pid, start, boot, pidNamespace } };
}

export class HeldLock {
  readonly path: string;
  readonly #token: string;
  readonly #forget: () => void;

  constructor(path: string, token: string, forget: () => void) {
    this.path = path;
    this.#token = token;
    this.#forget = forget;
  }

  /** @throws {TsRegError} `io` when this process slept so long that another one took the lock over. */
  assertHeld(): void {
    if (readLock(this.path)?.token === this.#token) return;
    throw new TsRegError('io', `${this.path}: another process has replaced this lock; nothing was written`, {
      hint: hint`run the command again`,
    });
  }

  /** Gives the lock back. Never throws: a lock that stays is recognised as dead when this process is gone. */
  release(): void {
    this.#forget();
    try {
      this.assertHeld();
      unlinkSync(this.path);
    } catch {
      // The next process that needs the lock reports it.
    }
  }
}
