/** Two keys, each sealed with the other. */
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../../src/storage/sealing/key-text.js';
import { unwrapKey, wrapKeys } from '../../../src/storage/sealing/wrapped-keys.js';

const storeId = 'ab'.repeat(16);
const previous = { slot: { keyId: '1'.repeat(16), kdf: undefined }, key: makeKey() };
const current = { slot: { keyId: '2'.repeat(16), kdf: undefined }, key: makeKey() };
const bridge = { storeId, currentKeyId: current.slot.keyId, previous: wrapKeys({ storeId, previous, current }) };

describe('a bridge between two keys', () => {
  it('leads from each key to the other', () => {
    expect(unwrapKey(bridge, 'toCurrent', previous.key)?.equals(current.key)).toBe(true);
    expect(unwrapKey(bridge, 'toPrevious', current.key)?.equals(previous.key)).toBe(true);
  });

  it('leads nowhere from a third key, in the wrong direction, or in another store', () => {
    expect(unwrapKey(bridge, 'toCurrent', makeKey())).toBeUndefined();
    expect(unwrapKey(bridge, 'toCurrent', current.key)).toBeUndefined();
    expect(unwrapKey({ ...bridge, storeId: 'cd'.repeat(16) }, 'toCurrent', previous.key)).toBeUndefined();
    expect(unwrapKey({ ...bridge, currentKeyId: '3'.repeat(16) }, 'toCurrent', previous.key)).toBeUndefined();
  });

  it('shows neither key', () => {
    const text = JSON.stringify(bridge);
    for (const { key } of [previous, current]) expect(text).not.toContain(key.export().toString('base64'));
  });
});
