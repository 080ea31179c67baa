/** From one key to every key that a store needs. */
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../../src/errors.js';
import { openRing, openRingFrom } from '../../../src/storage/keys/key-ring.js';
import type { KeySource } from '../../../src/storage/keys/key-source.js';
import type { StoreMeta } from '../../../src/storage/keys/store-meta.js';
import { makeKey } from '../../../src/storage/sealing/key-text.js';
import { deriveRecordKey } from '../../../src/storage/sealing/store-key.js';
import { wrapKeys } from '../../../src/storage/sealing/wrapped-keys.js';

const id = 'ab'.repeat(16);
const [oldKey, newKey] = [makeKey(), makeKey()];
const slotOf = (key: typeof oldKey): { keyId: string; kdf: undefined } => ({
  keyId: deriveRecordKey(key, id).id,
  kdf: undefined,
});
const settled: StoreMeta = { id, current: slotOf(oldKey), previous: undefined, further: {} };
const moving: StoreMeta = {
  ...settled,
  current: slotOf(newKey),
  previous: wrapKeys({
    storeId: id,
    previous: { slot: slotOf(oldKey), key: oldKey },
    current: { slot: slotOf(newKey), key: newKey },
  }),
};

describe('openRing', () => {
  it('opens a store with its key alone', () => {
    expect(openRing(settled, oldKey)?.current.id).toBe(settled.current.keyId);
    expect(openRing(settled, newKey)).toBeUndefined();
  });

  it('opens a store that is moving with either key, and finds both', () => {
    for (const key of [oldKey, newKey]) {
      const ring = openRing(moving, key);
      expect(ring?.current.id).toBe(moving.current.keyId);
      expect(ring?.openedWith).toBe(slotOf(key).keyId);
      expect(ring?.find(slotOf(oldKey).keyId)?.key.equals(deriveRecordKey(oldKey, id).key)).toBe(true);
      expect(ring?.find('f'.repeat(16))).toBeUndefined();
    }
    expect(openRing(moving, makeKey())).toBeUndefined();
  });

  it('opens with the new key, but not with the old one, when the bridge is damaged', () => {
    const damaged: StoreMeta = {
      ...moving,
      previous: moving.previous && { ...moving.previous, toCurrent: 'AAAA', toPrevious: 'AAAA' },
    };
    expect(openRing(damaged, newKey)?.find(slotOf(oldKey).keyId)).toBeUndefined();
    expect(openRing(damaged, oldKey)).toBeUndefined();
  });
});

describe('openRingFrom', () => {
  const refusing: KeySource = {
    name: 'test',
    open: ({ keyId }) =>
      keyId === moving.current.keyId ? Promise.reject(new TsRegError('io', 'not here')) : Promise.resolve(oldKey),
    create: () => Promise.reject(new TsRegError('io', 'never')),
  };

  it('tries the previous key when the source has none for the current one', async () => {
    expect((await openRingFrom(refusing, moving)).ring?.openedWith).toBe(slotOf(oldKey).keyId);
  });

  it('tells a source without a key from one with a wrong key', async () => {
    const absent = { ...settled, current: moving.current };
    expect((await openRingFrom(refusing, absent)).error?.message).toBe('not here');
    expect(await openRingFrom({ ...refusing, open: () => Promise.resolve(makeKey()) }, settled)).toEqual({
      ring: undefined,
      error: undefined,
    });
  });

  it('does not hide a fault of ours', async () => {
    await expect(
      openRingFrom({ ...refusing, open: () => Promise.reject(new RangeError('bug')) }, settled),
    ).rejects.toThrow(RangeError);
  });
});
