/** What a store that cannot be reached leaves to serve. */
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { findOrToken } from '../../src/registry-store/find-or-kept-token.js';
import type { RecordStore } from '../../src/registry/record-store.js';
import type { TokenStore } from '../../src/registry/token-store.js';
import type { CachedToken } from '../../src/registry/token.js';
import { Secret } from '../../src/secret.js';

const now = Date.UTC(2026, 0, 2, 12);
const hour = 3_600_000;
const down = new TsRegError('unavailable', 'cannot reach the database d on h:5432: nothing listens at that address');

function token(name: string, hoursLeft: number): CachedToken {
  return {
    username: 'AWS',
    password: new Secret(name),
    issuedAt: now - (12 - hoursLeft) * hour,
    expiresAt: now + hoursLeft * hour,
    fingerprint: 'f',
  };
}

function find(
  kept: Readonly<Record<string, CachedToken>>,
  error: Error,
  debug: (line: string) => void = () => undefined,
): ReturnType<typeof findOrToken> {
  const records = { findFirst: () => Promise.reject(error) } as unknown as RecordStore;
  const tokens = { read: (registry: string) => Promise.resolve(kept[registry]) } as unknown as TokenStore;
  return findOrToken({ records, tokens, clock: () => now, debug }, ['a.example/team', 'a.example/*', 'a.example']);
}

describe('a store that cannot be reached', () => {
  it('stops no pull while a token is valid, and says so with --debug', async () => {
    const lines: string[] = [];
    const found = await find({ 'a.example': token('past half of its life', 2) }, down, (line) => lines.push(line));
    expect(found.record).toBeUndefined();
    expect(found.token?.password.reveal()).toBe('past half of its life');
    expect(lines).toEqual([`a.example: using the stored token: ${down.message}`]);
  });

  it('serves the token of the name that covers the address best', async () => {
    const found = await find({ 'a.example': token('host', 6), 'a.example/*': token('wildcard', 2) }, down);
    expect(found.token?.password.reveal()).toBe('wildcard');
  });

  it('never serves an expired token, but the next best one', async () => {
    const found = await find({ 'a.example/*': token('expired', -1), 'a.example': token('host', 1) }, down);
    expect(found.token?.password.reveal()).toBe('host');
    await expect(find({ 'a.example': token('expired', 0) }, down)).rejects.toBe(down);
  });

  it('is named when there is no token', async () => {
    await expect(find({}, down)).rejects.toBe(down);
  });
});

describe('a store that answers with an error', () => {
  it.each([new TsRegError('io', 'its seal is broken'), new RangeError('bug')])(
    'is not passed over: %s',
    async (error) => {
      await expect(find({ 'a.example': token('valid', 11) }, error)).rejects.toBe(error);
    },
  );
});
