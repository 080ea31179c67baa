/**
 * Packs the npm package: dist/ and bin/ under a manifest of their own, which depends on nothing, because everything is bundled.
 * Usage: node scripts/package.mjs [FOLDER]   → ts-reg-VERSION.tgz in FOLDER, else in build/
 */
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Only builds read these. */
const leftOut = ['.built-from', '.packages.json'];

/** What package.json says to users; what it says to developers stays here. */
export function publishedManifest({ scripts, dependencies, devDependencies, optionalDependencies, private: _, ...manifest }) {
  return {
    ...manifest,
    // Loaded only by who chooses `key: keyring`; native code, so it cannot be bundled.
    peerDependencies: { '@napi-rs/keyring': '>=1' },
    peerDependenciesMeta: { '@napi-rs/keyring': { optional: true } },
  };
}

/** Packs into `folder`; returns the path of the tarball and what npm says of it: `unpackedSize` in bytes, `entryCount`. */
export function pack(folder) {
  const staging = join(folder, `package-${process.pid}`);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  try {
    const manifest = publishedManifest(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    for (const name of manifest.files) cpSync(join(root, name), join(staging, name), { recursive: true, filter: (path) => !leftOut.includes(basename(path)) });
    for (const program of Object.values(manifest.bin)) chmodSync(join(staging, program), 0o755);
    const [{ filename, unpackedSize, entryCount }] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: staging }));
    return { tarball: join(folder, filename), unpackedSize, entryCount };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--from-npm-pack') {
    process.stderr.write('Error: npm would pack the manifest for developers, which needs the network to install\nhint: npm run package\n');
    process.exit(1);
  }
  const { tarball, unpackedSize, entryCount } = pack(resolve(process.argv[2] ?? join(root, 'build')));
  process.stdout.write(`${tarball}: ${entryCount} files, ${(unpackedSize / 1e6).toFixed(2)} MB unpacked\n`);
}
