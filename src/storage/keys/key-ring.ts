/** From one key to every key that a store needs: the current one, and during a move the previous one. */
import type { KeyObject } from 'node:crypto';
import { TsRegError } from '../../errors.js';
import { deriveRecordKey, type RecordKey } from '../sealing/store-key.js';
import { unwrapKey, type KeySlot } from '../sealing/wrapped-keys.js';
import type { KeySource } from './key-source.js';
import type { StoreMeta } from './store-meta.js';

/** The keys of a store, opened. */
export interface KeyRing {
  readonly meta: StoreMeta;
  /** Seals what is written. */
  readonly current: RecordKey;
  /** The keys themselves, for moving the store from one to the other. */
  readonly currentKey: KeyObject;
  readonly previousKey: KeyObject | undefined;
  /** Id of the key that opened this ring. */
  readonly openedWith: string;
  /** Opens what the key of this id sealed; undefined when it is not a key of this store. */
  find(keyId: string): RecordKey | undefined;
}

/** The ring that a key opens; undefined when it is no key of this store. */
export function openRing(meta: StoreMeta, key: KeyObject): KeyRing | undefined {
  const { id: storeId, current, previous } = meta;
  const found = deriveRecordKey(key, storeId).id;
  if (found === current.keyId) {
    const former = previous && unwrapKey({ storeId, currentKeyId: current.keyId, previous }, 'toPrevious', key);
    return ringOf(meta, found, { current: key, previous: former });
  }
  if (found !== previous?.keyId) return undefined;
  const next = unwrapKey({ storeId, currentKeyId: current.keyId, previous }, 'toCurrent', key);
  return next === undefined ? undefined : ringOf(meta, found, { current: next, previous: key });
}

export interface OpenedSource {
  readonly ring: KeyRing | undefined;
  /** Why the source gave no key; undefined when it gave one, right or wrong. */
  readonly error: TsRegError | undefined;
}

/** The ring that the key of a source opens, the current or the previous key of the store. */
export async function openRingFrom(source: KeySource, meta: StoreMeta): Promise<OpenedSource> {
  const slots: readonly KeySlot[] = meta.previous === undefined ? [meta.current] : [meta.current, meta.previous];
  let firstError: TsRegError | undefined;
  for (const slot of slots) {
    try {
      const ring = openRing(meta, await source.open({ id: meta.id, ...slot }));
      if (ring !== undefined) return { ring, error: undefined };
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      firstError ??= error;
    }
  }
  return { ring: undefined, error: firstError };
}

interface Keys {
  readonly current: KeyObject;
  readonly previous: KeyObject | undefined;
}

function ringOf(meta: StoreMeta, openedWith: string, keys: Keys): KeyRing {
  const current = deriveRecordKey(keys.current, meta.id);
  const previous = keys.previous && deriveRecordKey(keys.previous, meta.id);
  return {
    meta,
    current,
    currentKey: keys.current,
    previousKey: keys.previous,
    openedWith,
    find: (keyId) => [current, previous].find((key) => key?.id === keyId),
  };
}
