/**
 * Moves a store from one key to another. First meta.json gets both keys, each sealed with the other (wrapped-keys.ts);
 * then every record is sealed again; then meta.json forgets the old key. At any moment each record can be read with
 * the old or the new key; killed anywhere, the same call continues where it stopped.
 */
import { TsRegError } from '../errors.js';
import { replaceFile } from '../system/atomic-write.js';
import { hint } from '../system/hint.js';
import { TempFolder } from '../system/temp-folder.js';
import { type KeyRing, openRing, openRingFrom } from './keys/key-ring.js';
import type { KeySource } from './keys/key-source.js';
import type { StoreKeys } from './keys/store-keys.js';
import { formatMeta, type StoreMeta } from './keys/store-meta.js';
import { lockFolderOf, metaFileOf } from './layout/store-paths.js';
import type { StoreWriter, WriterParts } from './locks/store-writer.js';
import { resealRecords } from './reseal.js';
import { deriveRecordKey } from './sealing/store-key.js';
import { type KeyPair, wrapKeys } from './sealing/wrapped-keys.js';

export interface Move {
  readonly parts: WriterParts;
  readonly writer: StoreWriter;
  /** The store, with the key that it has now. */
  readonly keys: StoreKeys;
  readonly to: KeySource;
  /** Called when every record is sealed with the new key and the old one still works: the moment to change settings. */
  readonly bothWork: (() => Promise<void>) | undefined;
}

const lockName = 'store';

/**
 * Moves a store to the key of another source; answers how many records were sealed again (0: it was there already).
 * @throws {TsRegError} `not-found` without a store; `refused` in the middle of a move to a third key; `io`.
 */
export async function rekeyStore(move: Move): Promise<number> {
  const { locks, waitMs } = move.parts;
  if (move.keys.meta() === undefined) throw noStore(move.parts.paths.dataFolder);
  const lock = await locks.acquire(lockName, { waitMs });
  if (lock === undefined) throw locks.lockTimeoutError(lockName);
  try {
    const ring = await beginOrResume(move);
    if (ring === undefined) return 0;
    const written = await resealRecords({ ...move, ring });
    await move.bothWork?.();
    await move.to.commit?.();
    lock.assertHeld();
    writeMeta(move.parts, { ...ring.meta, previous: undefined });
    return written;
  } finally {
    lock.release();
  }
}

/**
 * The keys of a move that has begun, by us or by a process that was killed; undefined when there is nothing to move.
 */
async function beginOrResume(move: Move): Promise<KeyRing | undefined> {
  const meta = move.keys.meta();
  if (meta === undefined) throw noStore(move.parts.paths.dataFolder);
  const target = (await openRingFrom(move.to, meta)).ring;
  if (meta.previous === undefined)
    return target === undefined ? begin(move, await move.keys.openExisting()) : undefined;
  if (target?.openedWith === meta.previous.keyId) return revertRotation(move, target);
  if (target !== undefined) return target;
  // The new key may already have the place of the old one.
  const own = await move.keys.openExisting();
  if (own.openedWith === meta.current.keyId) return own;
  throw new TsRegError('refused', `store ${meta.id} has an unfinished key change; both keys work`, {
    hint: hint`finish it first: run the same ts-reg store rekey command again`,
    detail: { storeId: meta.id },
  });
}

async function begin(move: Move, ring: KeyRing): Promise<KeyRing | undefined> {
  const { meta } = ring;
  const { key, kdf } = await move.to.create(meta.id);
  const slot = { keyId: deriveRecordKey(key, meta.id).id, kdf };
  if (slot.keyId === meta.current.keyId) return undefined;
  return cross(move, meta, {
    storeId: meta.id,
    previous: { slot: meta.current, key: ring.currentKey },
    current: { slot, key },
  });
}

/** Back to the key that the store was leaving. */
function revertRotation(move: Move, ring: KeyRing): KeyRing {
  const { meta, currentKey, previousKey } = ring;
  if (meta.previous === undefined || previousKey === undefined) return ring;
  const { keyId, kdf } = meta.previous;
  return cross(move, meta, {
    storeId: meta.id,
    previous: { slot: meta.current, key: currentKey },
    current: { slot: { keyId, kdf }, key: previousKey },
  });
}

function cross(move: Move, former: StoreMeta, pair: KeyPair): KeyRing {
  const meta = { ...former, current: pair.current.slot, previous: wrapKeys(pair) };
  const ring = openRing(meta, pair.current.key);
  if (ring === undefined)
    throw new TsRegError('internal', `the wrapped keys of store ${meta.id} do not match each other`);
  writeMeta(move.parts, meta);
  return ring;
}

function writeMeta(parts: WriterParts, meta: StoreMeta): void {
  const { dataFolder } = parts.paths;
  const temp = new TempFolder(lockFolderOf(dataFolder), parts.self);
  replaceFile(metaFileOf(dataFolder), formatMeta(meta), { temp, sync: true });
}

function noStore(dataFolder: string): TsRegError {
  return new TsRegError('not-found', `there is no store in ${dataFolder} yet, so there is no key to change`, {
    hint: hint`set the key in config.yaml, then: ts-reg registry add REGISTRY USER`,
  });
}
