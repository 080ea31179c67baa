/** The embedded store as a whole. */
import { readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { lockFolderOf } from '../../src/storage/layout/store-paths.js';
import { snapshot, someRecord, someToken, tempStore } from './store-in-temp.js';

describe('openFileStore', () => {
  it('does nothing until it is asked something', () => {
    const store = tempStore({ key: { kind: 'external-file', path: '/nonexistent' } });
    expect(readdirSync(store.home)).toEqual([]);
  });

  it('gives its locks back on an interrupt, so that nobody waits for them', async () => {
    const store = tempStore();
    await store.tokens.withLock('a.example', { wait: true }, (turn) => {
      expect(readdirSync(lockFolderOf(store.paths.dataFolder))).toHaveLength(1);
      store.releaseLocks();
      expect(readdirSync(lockFolderOf(store.paths.dataFolder))).toEqual([]);
      return turn.keep(someToken());
    });
    store.releaseLocks();
  });

  it('leaves nothing behind but records, tokens, keys and meta.json', async () => {
    const store = tempStore();
    for (const registry of ['a.example', 'b.example']) await store.records.insert(someRecord(registry));
    await store.records.change('a.example', (current) => current && { ...current, user: 'bob' });
    await store.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(someToken()));
    await store.records.delete('b.example');
    const names = Object.keys(snapshot(store.home)).map((path) => path.slice(store.home.length));
    expect(names).toEqual([
      '/config/key',
      '/data/meta.json',
      expect.stringMatching(/^\/data\/records\/[0-9a-f]{40}\.json$/),
      expect.stringMatching(/^\/data\/tokens\/[0-9a-f]{40}\.json$/),
      '/run/token-key',
    ]);
  });

  it('loads no package, and of Node only what it needs', async () => {
    const { metafile } = await build({
      entryPoints: ['src/storage/file-store.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      outfile: 'x.mjs',
    });
    const imports = Object.values(metafile.outputs)
      .flatMap((output) => output.imports)
      .filter(({ kind }) => kind === 'import-statement');
    expect(['node:crypto', 'node:fs', 'node:path', 'node:util']).toEqual(
      expect.arrayContaining(imports.map(({ path }) => path)),
    );
  });
});
