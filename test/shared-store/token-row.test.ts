/** A token in the database opens for its registry, generation and store alone, and ends when either clock says so. */
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import {
  clockSkew,
  formatFailureRow,
  formatTokenRow,
  parseFailureRow,
  parseTokenRow,
} from '../../src/shared-store/token-row.js';
import { type KeyRing, openRing } from '../../src/storage/keys/key-ring.js';
import { deriveRecordKey } from '../../src/storage/sealing/store-key.js';
import { hint } from '../../src/system/hint.js';
import { someToken } from '../storage/store-in-temp.js';

function ringOf(id: string, byte: number): KeyRing {
  const key = createSecretKey(Buffer.alloc(32, byte));
  const ring = openRing(
    { id, current: { keyId: deriveRecordKey(key, id).id, kdf: undefined }, previous: undefined, further: {} },
    key,
  );
  if (ring === undefined) throw new Error('no ring');
  return ring;
}

const ring = ringOf('a'.repeat(32), 1);
const place = { registry: 'a.example', generation: 4 };
const inTime = { ring, skew: 0 };

describe('a token as a row', () => {
  it('comes back as it was kept, whatever its texts hold', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, (username, password, fingerprint) => {
        const token = someToken({ username, password: new Secret(password), fingerprint });
        const found = parseTokenRow(formatTokenRow(token, place, inTime), place, inTime);
        expect(found).toEqual(token);
        expect(found?.password.reveal()).toBe(password);
      }),
    );
  });

  it('shows nobody its password', () => {
    const bytes = formatTokenRow(someToken(), place, inTime);
    expect(bytes.toString('latin1')).not.toContain('canary');
    expect(bytes.toString('latin1')).not.toContain(Buffer.from('canary').toString('base64').slice(0, 6));
  });

  it.each([
    ['another registry', { ...place, registry: 'b.example' }, inTime],
    ['an older generation', { ...place, generation: 3 }, inTime],
    ['another store', place, { ring: ringOf('b'.repeat(32), 1), skew: 0 }],
    ['another key', place, { ring: ringOf('a'.repeat(32), 2), skew: 0 }],
  ])('is nothing under %s', (_, elsewhere, how) => {
    expect(parseTokenRow(formatTokenRow(someToken(), place, inTime), elsewhere, how)).toBeUndefined();
  });

  it('is nothing after any bit of it was changed', () => {
    const bytes = formatTokenRow(someToken(), place, inTime);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(parseTokenRow(changed, place, inTime)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is nothing for bytes that nobody sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(parseTokenRow(Buffer.from(bytes), place, inTime)).toBeUndefined();
      }),
    );
  });

  it('is not taken for a failure, nor a failure for a token', () => {
    expect(parseFailureRow(formatTokenRow(someToken(), place, inTime), place, ring)).toBeUndefined();
    expect(
      parseTokenRow(formatFailureRow(new TsRegError('refused', 'no'), place, ring), place, inTime),
    ).toBeUndefined();
  });
});

describe('clocks that differ', () => {
  it('are taken for the same within two seconds: that is the way to the database', () => {
    expect(clockSkew(10_000, 11_999)).toBe(0);
    expect(clockSkew(20_000, 10_000)).toBe(10_000);
    expect(clockSkew(10_000, 20_000)).toBe(-10_000);
  });

  it('agree on when a token was issued, and never make it last longer than AWS said', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 }), (writer, reader) => {
        const token = someToken();
        const found = parseTokenRow(formatTokenRow(token, place, { ring, skew: writer }), place, {
          ring,
          skew: reader,
        });
        expect(found?.issuedAt).toBe(token.issuedAt - writer + reader);
        expect(found?.expiresAt).toBeLessThanOrEqual(token.expiresAt);
      }),
    );
  });
});

describe('a failure as a row', () => {
  it('tells those who waited what happened, and what to type', () => {
    const bytes = formatFailureRow(
      new TsRegError('refused', 'AWS says: no', { hint: hint`ask`, httpCode: 406 }),
      place,
      ring,
    );
    expect(parseFailureRow(bytes, place, ring)).toMatchObject({
      kind: 'refused',
      message: 'AWS says: no',
      hint: 'ask',
      httpCode: 406,
    });
    expect(bytes.toString('latin1')).not.toContain('AWS says');
  });

  it('is nothing for another generation: it is not theirs', () => {
    expect(
      parseFailureRow(
        formatFailureRow(new TsRegError('refused', 'no'), place, ring),
        { ...place, generation: 5 },
        ring,
      ),
    ).toBeUndefined();
  });
});
