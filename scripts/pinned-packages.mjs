/**
 * Packages that only some scripts and tests need, byte for byte as a lockfile of their own pins them; npm fetches them
 * when they are first needed, so that nobody downloads them who only builds ts-reg.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm } from './npm.mjs';

/**
 * Path of `file` below the folder that npm filled from `pins`. `folder` gets a suffix that changes with the lockfile;
 * `args` go to npm. No script of a package is run. @throws {Error} when npm has no such file for this platform.
 */
export function pinnedFile({ pins, folder, file, args = [] }) {
  const lock = readFileSync(join(pins, 'package-lock.json'));
  const place = `${folder}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`;
  if (!existsSync(join(place, file))) install({ pins, place, file, args });
  return join(place, file);
}

/** Installs aside and moves, so that two processes at once do not meet. */
function install({ pins, place, file, args }) {
  mkdirSync(dirname(place), { recursive: true });
  const staging = mkdtempSync(`${place}-`);
  try {
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(pins, name), join(staging, name));
    npm(['ci', ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: staging });
    // Optional packages may fail silently.
    if (!existsSync(join(staging, file))) throw new Error(`npm has no ${file}`);
    moveUnlessThere(staging, place);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Another process may have been faster. */
function moveUnlessThere(staging, place) {
  try {
    renameSync(staging, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}
