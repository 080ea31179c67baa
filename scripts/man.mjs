/**
 * Writes the manual page, made from the command tree, to dist/ts-reg.1, which the npm package and the release have.
 * Its date is that of the last commit, so that the same commit gives the same page.
 * Usage: node scripts/man.mjs   (then: man -l dist/ts-reg.1)
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build', 'man');
const path = join(root, 'dist', 'ts-reg.1');
const bundle = join(folder, `tree-${process.pid}.mjs`);

mkdirSync(folder, { recursive: true });
try {
  await build({
    stdin: {
      contents:
        "export { createProgram } from './src/cli/commands/program.js';" +
        "export { manPage } from './src/cli/manual/man-page.js';",
      resolveDir: root,
    },
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { createProgram, manPage } = await import(pathToFileURL(bundle).href);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const program = createProgram(version, { factory: noFactory }, { writeOut: () => undefined, columns: 80 });
  writeFileSync(path, manPage(program, { version, date: lastCommit() }));
  process.stdout.write(`${path}\n`);
} finally {
  rmSync(bundle, { force: true });
}

function lastCommit() {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%cs'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error('git log says no date for the page');
  return stdout.trim();
}

function noFactory() {
  throw new Error('no command runs while the manual page is made');
}
