/**
 * The Node of any version, from npm's registry, kept in build/node. A release has 25 to 40 MB packed, too much for a
 * dependency of every checkout; only the matrix and the end-to-end tests need one.
 * Usage: node scripts/node-release.mjs 16.20.2 → prints the path of its program
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const folder = fileURLToPath(new URL('../build/node', import.meta.url));

/** Path of the program; no script of the package is run. @throws {Error} when npm cannot install it. */
export function nodeRelease(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const place = join(folder, version);
  const program = join(place, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const staging = mkdtempSync(`${place}-`);
  try {
    npm(
      [
        'install',
        '--prefix',
        staging,
        '--no-save',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        `${name}@${version}`,
      ],
      { cwd: staging },
    );
    rmSync(place, { recursive: true, force: true });
    renameSync(staging, place);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return program;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${nodeRelease(process.argv[2])}\n`);
