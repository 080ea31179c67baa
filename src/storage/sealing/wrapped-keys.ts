/**
 * While a store moves from one key to another, meta.json holds each of the two sealed with the other: who has
 * one of them has both, and every record can be read at any moment.
 */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { open, seal } from './sealed-file.js';
import { formatKey, parseKey } from './key-text.js';
import { type KdfParameters } from './store-key.js';

/** A key of a store as meta.json names it. */
export interface KeySlot {
  readonly keyId: string;
  /** How the passphrase becomes this key; undefined when the key is no passphrase. */
  readonly kdf: KdfParameters | undefined;
}

/** The key that a store is leaving. */
export interface PreviousKey extends KeySlot {
  /** The current key, sealed with this one. */
  readonly toCurrent: string;
  /** This key, sealed with the current one. */
  readonly toPrevious: string;
}

export interface KeyPair {
  readonly storeId: string;
  readonly previous: { readonly slot: KeySlot; readonly key: KeyObject };
  readonly current: { readonly slot: KeySlot; readonly key: KeyObject };
}

/** Two keys of one store, each wrapped with the other. */
export function wrapKeys(pair: KeyPair): PreviousKey {
  const { storeId, previous, current } = pair;
  const bound = boundOf(storeId, previous.slot.keyId, current.slot.keyId);
  return {
    ...previous.slot,
    toCurrent: seal(formatKey(current.key), bound, bridgeKey(previous.key, storeId)),
    toPrevious: seal(formatKey(previous.key), bound, bridgeKey(current.key, storeId)),
  };
}

export interface Crossing {
  readonly storeId: string;
  readonly currentKeyId: string;
  readonly previous: PreviousKey;
}

/** The other key; undefined when the wrapped keys are damaged or `from` is neither key. */
export function unwrapKey(bridge: Crossing, end: 'toCurrent' | 'toPrevious', from: KeyObject): KeyObject | undefined {
  const bound = boundOf(bridge.storeId, bridge.previous.keyId, bridge.currentKeyId);
  const text = open(bridge.previous[end], bound, bridgeKey(from, bridge.storeId));
  return text === undefined ? undefined : parseKey(Buffer.from(text));
}

function boundOf(storeId: string, previousId: string, currentId: string): Buffer {
  return Buffer.from(`ts-reg bridge ${storeId} ${previousId} ${currentId}`);
}

function bridgeKey(key: KeyObject, storeId: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, storeId, 'ts-reg bridge', 32)));
}
