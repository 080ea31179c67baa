/**
 * Tortures the embedded and the shared store with real processes and prints a table of numbers; exit 1 when a target is
 * missed.
 *
 *     node test/torture/run.mjs                 everything, within 20 minutes
 *     node test/torture/run.mjs --seconds 60    the short version for CI
 *     node test/torture/run.mjs --kills 1000 --only outputs     so many kills of those who write outputs
 *     node test/torture/run.mjs --only storm    one scenario; `postgres`: those of the shared store; `apply`: those of
 *                                               registry apply
 */
import { build } from 'esbuild';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';

const here = fileURLToPath(new URL('.', import.meta.url));
const output = join(here, '..', '..', 'build', 'torture');

await build({
  entryPoints: ['torture.ts', 'worker.ts', 'postgres-worker.ts', 'output-worker.ts'].map((name) => join(here, name)),
  outdir: output,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Found from the output folder as from here; many are CommonJS, which cannot be in a bundle of this format.
  packages: 'external',
  outExtension: { '.js': '.mjs' },
  logLevel: 'error',
});
await import(pathToFileURL(join(output, 'torture.mjs')).href);
