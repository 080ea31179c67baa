/**
 * Checks that one commit gives one set of bytes: releases the last commit twice, from two clones in two places, and
 * compares their SHA256SUMS. Says what differs, and ends with 1 then. Takes minutes.
 * Usage: node scripts/reproducible.mjs
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ts-reg-reproducible-'));

try {
  // Paths of different lengths: what remembers where it was built gives itself away.
  const one = released(join(folder, 'one'));
  const other = released(join(folder, 'another', 'place'));
  const names = [...new Set([...one.keys(), ...other.keys()])].sort();
  const different = names.filter((name) => one.get(name) !== other.get(name));
  for (const name of names) process.stdout.write(`${different.includes(name) ? 'DIFFERENT' : 'same     '}  ${name}\n`);
  process.exitCode = different.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The checksums of a release made in a fresh clone, by file name. */
function released(place) {
  const { status } = spawnSync('git', ['clone', '--quiet', '--local', root, place], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`git clone ended with ${status}`);
  shareRuntimes(place);
  npm(['run', 'release'], { cwd: place, stdout: 'ignore' });
  const lines = readFileSync(join(place, 'build', 'release', 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n');
  rmSync(join(place, 'build'), { recursive: true });
  return new Map(
    lines.map((line) => {
      const [sum = '', name = ''] = line.split('  ');
      return [name, sum];
    }),
  );
}

/** The runtimes are pinned by checksum: five downloads instead of ten. */
function shareRuntimes(place) {
  const runtimes = join(root, 'build', 'bun');
  mkdirSync(runtimes, { recursive: true });
  mkdirSync(join(place, 'build'), { recursive: true });
  if (!existsSync(join(place, 'build', 'bun'))) symlinkSync(runtimes, join(place, 'build', 'bun'));
}
