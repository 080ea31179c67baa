/**
 * Finds the tests that run ts-reg as a process: those that import test/support/spawned.ts, directly or through others.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Paths below the root, sorted. */
export async function spawningTests() {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  );
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: tests.map((file) => join('test', file)),
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return Object.values(metafile.outputs)
    .filter(({ inputs }) => 'test/support/spawned.ts' in inputs)
    .flatMap(({ entryPoint }) => entryPoint ?? [])
    .sort();
}
