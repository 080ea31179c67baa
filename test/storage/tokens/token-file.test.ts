/** The hot path of the credential helper: token file and token key, nothing else. */
import { createSecretKey } from 'node:crypto';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { formatToken, parseToken, readTokenFile } from '../../../src/storage/tokens/token-file.js';
import { someToken } from '../store-in-temp.js';
import { spoilings, storeWithToken } from './spoilt-token.js';

const key = createSecretKey(Buffer.alloc(32, 1));

describe('readTokenFile', () => {
  it('gives the kept token', async () => {
    const { store } = await storeWithToken();
    expect(readTokenFile(store.paths, 'a.example')?.password.reveal()).toBe('canary-token');
    expect(readTokenFile(store.paths, 'c.example')).toBeUndefined();
  });

  it.each(spoilings())('misses when %s', async (_, spoil) => {
    const { store, path } = await storeWithToken();
    spoil(path, store);
    expect(readTokenFile(store.paths, 'a.example')).toBeUndefined();
  });

  it('loads nothing but node:fs, node:crypto and node:path', async () => {
    const { metafile } = await build({
      entryPoints: ['src/storage/tokens/token-file.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      outfile: 'x.mjs',
    });
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect([...new Set(imported)].sort()).toEqual(['node:crypto', 'node:fs', 'node:path']);
  });
});

describe('a token file', () => {
  it('comes back as it was kept, whatever its texts hold', () => {
    const any = fc.record({
      username: fc.string({ unit: 'binary' }),
      password: fc.string({ unit: 'binary' }),
      fingerprint: fc.string(),
      allowedBy: fc.option(fc.string(), { nil: undefined }),
      issuedAt: fc.integer(),
      expiresAt: fc.integer(),
      registry: fc.string({ unit: 'binary' }),
    });
    fc.assert(
      fc.property(any, ({ password, registry, ...rest }) => {
        const token = parseToken(
          formatToken({ ...rest, password: new Secret(password) }, registry, key),
          registry,
          key,
        );
        const ofRole = rest.allowedBy === undefined ? {} : { usesAmbientRole: true };
        expect(token).toEqual({ ...rest, ...ofRole, password: new Secret(password) });
        expect(token?.password.reveal()).toBe(password);
      }),
      { numRuns: 500 },
    );
  });

  it('tells which shared store it is of, bound like everything else', () => {
    const origin = { store: 'database d on h:5432', choice: 'TS_REG_STORE' };
    const bytes = formatToken({ ...someToken(), origin }, 'a.example', key);
    expect(parseToken(bytes, 'a.example', key)).toEqual({ ...someToken(), origin });
    for (const [from, to] of [
      ['database d', 'database e'],
      [',"store":"database d on h:5432"', ''],
      [',"choice":"TS_REG_STORE"', ''],
    ] as const) {
      const edited = Buffer.from(bytes.toString('utf8').replace(from, to));
      expect(edited).not.toEqual(bytes);
      expect(parseToken(edited, 'a.example', key)).toBeUndefined();
    }
  });

  it('is a miss when one bit is another one', () => {
    const bytes = formatToken(someToken(), 'a.example', key);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(parseToken(flipped, 'a.example', key)).toBeUndefined();
    }
  });

  it('is a miss for any bytes that nobody sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(parseToken(Buffer.from(bytes), 'a.example', key)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});
