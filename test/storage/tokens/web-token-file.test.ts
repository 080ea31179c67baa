/** The hot path of the standalone executable reads what node:crypto wrote, and refuses what node:crypto refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CachedToken } from '../../../src/registry/token.js';
import { Secret } from '../../../src/secret.js';
import { tokenFileOf } from '../../../src/storage/layout/store-paths.js';
import { readTokenFile } from '../../../src/storage/tokens/token-file.js';
import { readTokenFileByWebCrypto } from '../../../src/storage/tokens/web-token-file.js';
import { someToken, type TempStore, tempStore } from '../store-in-temp.js';
import { spoilings, storeWithToken } from './spoilt-token.js';

async function keep(store: TempStore, token: CachedToken, registry = 'a.example'): Promise<string> {
  await store.tokens.withLock(registry, { wait: true }, (turn) => turn.keep(token));
  return tokenFileOf(store.paths.dataFolder, registry);
}

describe('readTokenFileByWebCrypto', () => {
  it('gives the kept token, and no other', async () => {
    const store = tempStore();
    await keep(store, someToken());
    const token = await readTokenFileByWebCrypto(store.paths, 'a.example');
    expect(token).toEqual(readTokenFile(store.paths, 'a.example'));
    expect(token?.password.reveal()).toBe('canary-token');
    expect(await readTokenFileByWebCrypto(store.paths, 'b.example')).toBeUndefined();
  });

  it('gives every token as it was kept, whatever its texts hold', async () => {
    const store = tempStore();
    const any = fc.record({
      username: fc.string({ unit: 'binary' }),
      password: fc.string({ unit: 'binary', maxLength: 4_000 }),
      // What ends with a dot came by the role of this machine, and notes what allows that.
      fingerprint: fc.string().filter((text) => !/\.c?$/.test(text)),
      issuedAt: fc.integer(),
      expiresAt: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ password, ...rest }) => {
        await keep(store, { ...rest, password: new Secret(password) });
        const token = await readTokenFileByWebCrypto(store.paths, 'a.example');
        expect(token).toEqual({ ...rest, password: new Secret(password) });
        expect(token?.password.reveal()).toBe(password);
      }),
      { numRuns: 100 },
    );
  });

  it('takes a key of raw bytes too', async () => {
    const store = tempStore();
    await keep(store, someToken());
    writeFileSync(store.paths.tokenKeyFile, Buffer.from(readFileSync(store.paths.tokenKeyFile, 'latin1'), 'base64'));
    expect((await readTokenFileByWebCrypto(store.paths, 'a.example'))?.password.reveal()).toBe('canary-token');
  });

  it.each(spoilings())('misses when %s', async (_, spoil) => {
    const { store, path } = await storeWithToken();
    spoil(path, store);
    expect(await readTokenFileByWebCrypto(store.paths, 'a.example')).toBeUndefined();
  });

  it('is a miss when one bit is another one, as with node:crypto', async () => {
    const store = tempStore();
    const path = await keep(store, someToken());
    const bytes = readFileSync(path);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, flipped);
      expect(await readTokenFileByWebCrypto(store.paths, 'a.example'), `bit ${bit}`).toBeUndefined();
    }
  });

  it('loads nothing but node:fs and node:path', async () => {
    const { metafile } = await build({
      entryPoints: ['src/storage/tokens/web-token-file.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      outfile: 'x.mjs',
    });
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect([...new Set(imported)].sort()).toEqual(['node:fs', 'node:path']);
  });
});
