// Runs `record` or `comparison` of this folder: node test/e2e/anchore-cli.mjs record
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const task = process.argv[2];
if (task !== 'record' && task !== 'comparison') throw new Error('say record or comparison');
const folder = mkdtempSync(join(import.meta.dirname, '..', '..', 'node_modules', '.anchore-cli-'));
try {
  const outfile = join(folder, `${task}.mjs`);
  await build({ entryPoints: [join(import.meta.dirname, `anchore-cli-${task}.ts`)], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning' });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
