/** What a lock file says: who holds the lock. One line of JSON; the token tells two holds of one process apart. */
import { createHash } from 'node:crypto';
import { parseObject } from '../../system/json-object.js';
import { readPrivateFile } from '../../system/private-file.js';
import type { ProcessIdentity } from '../../system/process-identity.js';

export interface FoundLock {
  /** 16 hex characters, unique to this hold. */
  readonly token: string;
  /** Undefined when the file is damaged: then nobody can hold it. */
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
  // A damaged lock gets a token from what it is, so that two thieves agree on which lock they saw.
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
