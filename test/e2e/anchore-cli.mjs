// Runs one task of this folder: node test/e2e/anchore-cli.mjs record|comparison|large-list
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const task = process.argv[2];
if (!['record', 'comparison', 'large-list'].includes(task)) throw new Error('say record, comparison or large-list');
const folder = mkdtempSync(join(import.meta.dirname, '..', '..', 'node_modules', '.anchore-cli-'));
try {
  const outfile = join(folder, `${task}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `anchore-cli-${task}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
