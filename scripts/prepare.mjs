/**
 * Makes a checkout ready to run: installs exactly the lockfile when something of it is missing, builds when src
 * changed. Usage: node scripts/prepare.mjs [--install | --build]   (--install: no build; --build: build in any case)
 * Needs nothing but Node and npm. npm runs it too, as `prepare`, when it installs ts-reg from git.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const mode = process.argv[2];
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node 20 or later is needed, this is ${process.version}`);
}
if (!isInstalled()) {
  process.stderr.write('installing what package-lock.json lists …\n');
  // The build needs the development packages, whatever NODE_ENV or the npm around us leaves out.
  const install = ['ci', '--include=dev', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  try {
    npm(install, { cwd: root, stdout: 'inherit' });
  } catch (error) {
    fail(error.message);
  }
}
if (mode !== '--install') {
  const { build, isBuilt } = await import('./build.mjs');
  if (mode === '--build' || !isBuilt()) await build();
}

/** Optional packages of other platforms may be absent. */
function isInstalled() {
  const noted = `${root}/node_modules/.package-lock.json`;
  // npm notes there what it really installed, but not in the clone from which it installs ts-reg.
  const installed = existsSync(noted) ? readJson(noted).packages : undefined;
  return Object.entries(readJson(`${root}/package-lock.json`).packages).every(
    ([place, { version, optional }]) =>
      place === '' || optional || (installed ? installed[place] : manifest(place))?.version === version,
  );
}

function manifest(place) {
  const file = `${root}/${place}/package.json`;
  return existsSync(file) ? readJson(file) : undefined;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(2);
}
