/** Seals every record of a store with its current key, each under its own lock, while others read and write. */
import { TsRegError } from '../errors.js';
import { replaceFile } from '../system/atomic-write.js';
import { hint } from '../system/hint.js';
import { TempFolder } from '../system/temp-folder.js';
import type { KeyRing } from './keys/key-ring.js';
import { lockFolderOf, recordPathOf } from './layout/store-paths.js';
import type { HeldLock } from './locks/lock-file.js';
import type { LockFolder } from './locks/lock.js';
import type { StoreWriter, WriterParts } from './locks/store-writer.js';
import { readRecordFile, recordHashes } from './record-folder.js';
import { formatSealedFile, openSecrets } from './sealing/sealed-file.js';

export interface ResealParts {
  readonly parts: WriterParts;
  readonly writer: StoreWriter;
  readonly ring: KeyRing;
}

/**
 * Seals what is not yet sealed with the current key; answers how many records it wrote.
 * @throws {TsRegError} `io` when a record could not be opened: then the previous key must not be given up.
 */
export async function resealRecords(reseal: ResealParts): Promise<number> {
  const { parts, writer } = reseal;
  await waitForActiveWriters(parts.locks, parts.waitMs);
  const failed: string[] = [];
  let written = 0;
  for (const hash of recordHashes(parts.paths.dataFolder)) {
    const outcome = await writer.alone(hash, (lock) => Promise.resolve(resealOne(reseal, hash, lock)));
    if (outcome === 'written') written += 1;
    else if (outcome !== 'done') failed.push(outcome);
  }
  if (failed[0] === undefined) return written;
  throw new TsRegError(
    'io',
    `${failed.length} of the records cannot be sealed with the new key; both keys still work. ` +
      `The first one: ${failed[0]}`,
    { hint: hint`repair or remove these records, then run the same command again`, detail: { failed } },
  );
}

/** A holder whose lock is older than the new key in meta.json may still write with the old key; later ones do not. */
async function waitForActiveWriters(locks: LockFolder, waitMs: number): Promise<void> {
  for (const name of locks.recordLocks()) {
    const lock = await locks.acquire(name, { waitMs });
    if (lock === undefined) throw locks.lockTimeoutError(name);
    lock.release();
  }
}

/** `written`, `done` (nothing to do), or the reason why it cannot be sealed. */
function resealOne(reseal: ResealParts, hash: string, lock: HeldLock): string {
  const { parts, ring } = reseal;
  const path = recordPathOf(parts.paths.dataFolder, hash);
  try {
    const file = readRecordFile(path);
    if (file === undefined) return 'done';
    if (file.kind !== 'record') return `${path} is ${file.kind}`;
    if (file.keyId === ring.current.id) return 'done';
    const key = ring.find(file.keyId);
    const secrets = key && openSecrets(file.sealed, key.key);
    if (secrets === undefined) return `${path} does not open`;
    const bytes = formatSealedFile({ ...file.sealed.header, key: ring.current.id }, secrets, ring.current.key);
    const temp = new TempFolder(lockFolderOf(parts.paths.dataFolder), parts.self);
    replaceFile(path, bytes, {
      temp,
      sync: true,
      beforeCommit: () => {
        lock.assertHeld();
      },
    });
    return 'written';
  } catch (error) {
    // A file that is open to others, or a link: named and left; a full disk stops the whole move.
    if (!(error instanceof TsRegError) || error.detail['code'] !== undefined) throw error;
    return error.message;
  }
}
