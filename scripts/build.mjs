/** Bundles src/ into dist/: ESM in lazy chunks for the command line, one small file for the helper's hot path on Node, one for the standalone executable's. */
import { build as bundle } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledPackages, licenseNotices } from './licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const stampFile = join(dist, '.built-from');

/** Whether dist/ was made from the sources as they are. */
export function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash();
}

/** Builds beside dist/ and swaps, so that a running command never sees half a build. */
export async function build() {
  const staging = join(root, 'build', `dist-${process.pid}`);
  const hash = sourceHash();
  const common = { bundle: true, platform: 'node', target: 'node20', absWorkingDir: root, legalComments: 'none', logLevel: 'warning' };
  const { metafile } = await bundle({
    ...common,
    metafile: true,
    entryPoints: ['src/cli/ts-reg.ts', 'src/cli/credential-helper.ts'],
    outdir: staging,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    minify: true,
    keepNames: true,
    external: ['@napi-rs/keyring', 'pg-native'],
    // Packages in CommonJS call require(): ESM has none of its own.
    banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
  });
  await bundle({
    ...common,
    entryPoints: ['src/cli/docker-credential-ts-reg.ts'],
    outfile: join(staging, 'docker-credential-ts-reg.cjs'),
    format: 'cjs',
    minify: true,
    plugins: [slowPathStaysOutside],
  });
  await bundle({
    ...common,
    entryPoints: ['src/cli/standalone.ts'],
    outfile: join(staging, 'standalone.js'),
    format: 'esm',
    minify: true,
    plugins: [slowPathStaysOutside],
  });
  await bundle({ ...common, entryPoints: ['test/demo/demo.ts'], outfile: join(root, 'build', 'demo.js'), format: 'esm', packages: 'external' });
  const inside = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0));
  const packages = bundledPackages(inside, root);
  writeFileSync(join(staging, 'THIRD-PARTY-LICENSES.txt'), licenseNotices(packages, root));
  writeFileSync(join(staging, '.packages.json'), JSON.stringify(packages.map(({ name, version }) => `${name}@${version}`)));
  writeFileSync(join(staging, '.built-from'), hash);
  const old = join(root, 'build', `old-${process.pid}`);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(staging, dist);
  rmSync(old, { recursive: true, force: true });
}

/** The hot path imports the rest only on a miss, from the ESM build beside it. */
const slowPathStaysOutside = {
  name: 'slow-path-stays-outside',
  setup(build) {
    build.onResolve({ filter: /^\.\/(?:credential-helper|ts-reg)\.js$/ }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

function sourceHash() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json', 'scripts/build.mjs', ...sources('src'), ...sources('test/demo'), ...sources('test/support')]) {
    hash.update(file).update('\0').update(readFileSync(join(root, file))).update('\0');
  }
  return hash.digest('hex');
}

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath.slice(root.length), entry.name))
    .sort();
}
