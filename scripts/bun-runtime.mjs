/**
 * The bun runtime for each target, byte for byte as scripts/bun/package-lock.json pins it; fetched by npm when it is
 * first needed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedFile } from './pinned-packages.mjs';

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
  const libc = target.os === 'linux' ? ['--libc=glibc'] : [];
  return pinnedFile({
    pins,
    folder: join(root, 'build', 'bun', target.name),
    file: join('node_modules', '@oven', `bun-${target.bun}`, 'bin', target.os === 'win32' ? 'bun.exe' : 'bun'),
    args: [`--os=${target.os}`, `--cpu=${target.cpu}`, ...libc],
  });
}
