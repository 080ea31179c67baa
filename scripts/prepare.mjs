/**
 * Makes a checkout ready to run: installs exactly the lockfile when something of it is missing, builds when src
 * changed. Usage: node scripts/prepare.mjs [--install | --build]   (--install: no build; --build: build in any case)
 * Needs nothing but Node and npm.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const mode = process.argv[2];
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node 20 or later is needed, this is ${process.version}`);
}
if (!isInstalled()) {
  process.stderr.write('installing what package-lock.json lists …\n');
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel=error',
  ]);
}
if (mode !== '--install') {
  const { build, isBuilt } = await import('./build.mjs');
  if (mode === '--build' || !isBuilt()) await build();
}

/**
 * npm notes in node_modules/.package-lock.json what it really installed; optional packages of other platforms may be
 * absent.
 */
function isInstalled() {
  const noted = `${root}/node_modules/.package-lock.json`;
  if (!existsSync(noted)) return false;
  const installed = JSON.parse(readFileSync(noted, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')).packages;
  return Object.entries(locked).every(
    ([place, { version, optional }]) => place === '' || optional || installed[place]?.version === version,
  );
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) fail(`${command}: ${error.message}`);
  if (status !== 0) fail(`${command} ${args.join(' ')} ended with ${status}`);
}

function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(2);
}
