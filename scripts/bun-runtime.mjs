/**
 * The bun runtime for each target, byte for byte as scripts/bun/package-lock.json pins it; fetched by npm when it is
 * first needed.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pins = join(root, 'scripts', 'bun');

/** What an executable can be built for; `os` and `cpu` in Node's words, `bun` in bun's. */
export const targets = [
  { name: 'linux-x64', os: 'linux', cpu: 'x64', bun: 'linux-x64' },
  { name: 'linux-arm64', os: 'linux', cpu: 'arm64', bun: 'linux-aarch64' },
  { name: 'darwin-x64', os: 'darwin', cpu: 'x64', bun: 'darwin-x64' },
  { name: 'darwin-arm64', os: 'darwin', cpu: 'arm64', bun: 'darwin-aarch64' },
  { name: 'windows-x64', os: 'win32', cpu: 'x64', bun: 'windows-x64' },
];

/** The target of this machine. @throws {Error} when there is none. */
export function hostTarget() {
  const host = targets.find(({ os, cpu }) => os === process.platform && cpu === process.arch);
  if (!host) throw new Error(`no standalone executable is made for ${process.platform}-${process.arch}`);
  return host;
}

/** Version of bun, the same for all targets. */
export function bunVersion() {
  const versions = new Set(
    Object.values(JSON.parse(readFileSync(join(pins, 'package.json'), 'utf8')).optionalDependencies),
  );
  if (versions.size !== 1) throw new Error('scripts/bun/package.json names several versions of bun');
  return [...versions][0];
}

/** Path of the runtime for a target. npm verifies it against the lockfile; no script of the package is run. */
export function bunRuntime(target) {
  const pinned = createHash('sha256')
    .update(readFileSync(join(pins, 'package-lock.json')))
    .digest('hex')
    .slice(0, 12);
  const folder = join(root, 'build', 'bun', `${target.name}-${pinned}`);
  const program = join('node_modules', '@oven', `bun-${target.bun}`, 'bin', target.os === 'win32' ? 'bun.exe' : 'bun');
  if (!existsSync(join(folder, program))) install(target, { folder, program });
  return join(folder, program);
}

/** Installs aside and moves, so that two builds at once do not meet. */
function install(target, { folder, program }) {
  mkdirSync(join(root, 'build', 'bun'), { recursive: true });
  const staging = mkdtempSync(`${folder}-`);
  try {
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(pins, file), join(staging, file));
    const libc = target.os === 'linux' ? ['--libc=glibc'] : [];
    npm(
      [
        'ci',
        `--os=${target.os}`,
        `--cpu=${target.cpu}`,
        ...libc,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
      ],
      { cwd: staging },
    );
    // Optional packages may fail silently.
    if (!existsSync(join(staging, program))) throw new Error(`npm has no bun ${bunVersion()} for ${target.name}`);
    if (!existsSync(folder)) renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
