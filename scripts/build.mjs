/**
 * Bundles src/: into build/esm, modules in lazy chunks, from which the standalone executable is compiled; and the same
 * chunks as CommonJS into dist/, which the npm package consists of, because Node loads those in a third of the time;
 * the types of the library lie beside them.
 */
import { build as bundle, transform } from 'esbuild';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declarations } from './declarations.mjs';
import { bundledPackages, licenseNotices } from './licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const esm = join(root, 'build', 'esm');
const stampFile = join(dist, '.built-from');

/** What npm puts on the PATH: a file of bin/ that loads it would take 1.4 ms of its 7. */
const helperFile = 'docker-credential-ts-reg.cjs';

/**
 * `#!/usr/bin/env node` takes the first node of the PATH, whatever its version. An old one gets as far as this line, so
 * that docker is told why, on both streams: `docker pull` shows stderr only, and a person who sees nothing takes the
 * failure for a wrong password. `return` is allowed at the top of a CommonJS module.
 */
const refuseOldNode =
  'if(parseInt(process.versions.node)<20){' +
  "var old='docker-credential-ts-reg: the first node on the PATH is '+process.version+" +
  "', and ts-reg needs 20 or later\\n';" +
  'process.stdout.write(old);process.stderr.write(old);process.exitCode=1;return}';

const common = { platform: 'node', target: 'node20', minify: true, logLevel: 'warning', legalComments: 'none' };
/** `import()` becomes a late `require()`: Node would start its loader of modules for it. */
const commonJs = { ...common, format: 'cjs', supported: { 'dynamic-import': false } };

/** CommonJS has no import.meta. */
const ownUrl = {
  define: { 'import.meta.url': 'ownUrl' },
  banner: "const ownUrl=require('node:url').pathToFileURL(__filename).href;",
};

/** Whether dist/ and build/esm were made from the sources as they are. */
export function isBuilt() {
  return existsSync(esm) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash();
}

/** Builds aside and swaps, so that a running command never sees half a build. */
export async function build() {
  const hash = sourceHash();
  const [modules, programs] = [`${esm}-${process.pid}`, join(root, 'build', `dist-${process.pid}`)];
  // `module` first: of ES modules alone can esbuild leave out what nobody uses, such as half of the AWS SDK.
  const bundled = {
    ...common,
    bundle: true,
    absWorkingDir: root,
    mainFields: ['module', 'main'],
    plugins: [nothingLoadedInVain],
  };
  const { metafile } = await bundle({
    ...bundled,
    metafile: true,
    entryPoints: ['src/cli/process/ts-reg.ts', 'src/cli/process/credential-helper.ts', 'src/library/library.ts'],
    outdir: modules,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
  });
  await toCommonJs(modules, programs);
  write(join(programs, 'registries.schema.json'), `${JSON.stringify(await documentSchema(), undefined, 2)}\n`);
  for (const [name, text] of declarations()) write(join(programs, 'types', name), text);
  // The hot paths are one file each: what they share with the rest is theirs once more.
  const hotPath = { ...bundled, plugins: [...bundled.plugins, slowPathStaysOutside] };
  await bundle({
    ...hotPath,
    ...commonJs,
    entryPoints: ['src/cli/process/docker-credential-ts-reg.ts'],
    outfile: join(programs, helperFile),
    banner: { js: `#!/usr/bin/env node\n${refuseOldNode}` },
    // Syntax that an old Node can read, so that it comes as far as the banner: 8 is Ubuntu 18.04's, and the oldest that
    // esbuild writes for.
    target: 'node8',
  });
  chmodSync(join(programs, helperFile), 0o755);
  await bundle({
    ...hotPath,
    entryPoints: ['src/cli/process/standalone.ts'],
    outfile: join(modules, 'standalone.js'),
    format: 'esm',
  });
  await bundle({
    ...bundled,
    minify: false,
    entryPoints: ['test/demo/demo.ts'],
    outfile: join(root, 'build', 'demo.js'),
    format: 'esm',
    packages: 'external',
  });

  const inside = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
  );
  const packages = bundledPackages(inside, root);
  writeFileSync(join(programs, 'THIRD-PARTY-LICENSES.txt'), licenseNotices(packages, root));
  writeFileSync(
    join(programs, '.packages.json'),
    JSON.stringify(packages.map(({ name, version }) => `${name}@${version}`)),
  );
  writeFileSync(join(programs, '.built-from'), hash);
  swap(modules, esm);
  swap(programs, dist);
}

/** What `ts-reg registry apply --schema` prints. */
async function documentSchema() {
  const { outputFiles } = await bundle({
    ...common,
    bundle: true,
    absWorkingDir: root,
    entryPoints: ['src/apply/document-schema.ts'],
    write: false,
    format: 'esm',
  });
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
  return (await import(url)).documentSchema;
}

async function toCommonJs(modules, programs) {
  for (const file of filesBelow(modules)) {
    const source = readFileSync(join(modules, file), 'utf8');
    const { code } = await transform(source, { ...commonJs, ...(source.includes('import.meta.url') ? ownUrl : {}) });
    write(join(programs, file), code);
  }
  writeFileSync(join(programs, 'package.json'), '{ "type": "commonjs" }\n');
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function swap(made, place) {
  const old = `${place}-old-${process.pid}`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(made, place);
  rmSync(old, { recursive: true, force: true });
}

/** The hot path imports the rest only on a miss, from the build beside it. */
const slowPathStaysOutside = {
  name: 'slow-path-stays-outside',
  setup(build) {
    build.onResolve({ filter: /^\.\/(?:credential-helper|ts-reg)\.js$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** Modules, who asks for them, and what they get. */
const leftOut = [
  { path: /^#supports-color$/, from: /chalk/, contents: 'export default { stdout: false, stderr: false };' },
  {
    path: /^debug$/,
    from: /agent-base|https-proxy-agent|proxy-agent-negotiate/,
    contents: 'export default () => () => undefined;',
  },
  { path: /^node:zlib$/, from: /Crc32Node\.js$/, contents: 'export const crc32 = undefined;' },
  // Optional packages that are never ours: left to the runtime, they would be looked for in folders of the machine, and
  // bun would install them. The first module is the one that loads `kerberos`, for a way to sign on at a proxy that we
  // do not offer.
  {
    path: /^proxy-agent-negotiate$/,
    from: /https-proxy-agent/,
    contents: 'export const createNegotiateAuth = undefined;',
  },
  { path: /^pg-native$/, from: /./, contents: "throw new Error('pg-native is not part of ts-reg');" },
];

/**
 * Packages load parts of Node at their start that ts-reg never uses: chalk looks at the terminals (we say which colours
 * there are: cli/output), the proxy agents at DEBUG (which would have them write what we redact), the SDK at zlib for
 * checksums that ECR does not ask for, and commander at child_process for commands that are programs.
 */
const nothingLoadedInVain = {
  name: 'nothing-loaded-in-vain',
  setup(build) {
    for (const { path, from, contents } of leftOut) {
      build.onResolve({ filter: path }, ({ importer }) =>
        from.test(importer) ? { path: path.source, namespace: 'in-place-of', pluginData: contents } : undefined,
      );
    }
    build.onLoad({ filter: /.*/, namespace: 'in-place-of' }, ({ pluginData }) => ({ contents: pluginData }));
    build.onLoad({ filter: /node_modules.commander.lib.command\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const eager = "const childProcess = require('node:child_process');";
      if (!source.includes(eager)) throw new Error(`${path} is another one than scripts/build.mjs knows`);
      return {
        contents: source.replace(
          eager,
          "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };",
        ),
      };
    });
  },
};

function sourceHash() {
  const hash = createHash('sha256');
  for (const file of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts/build.mjs',
    'scripts/declarations.mjs',
    'scripts/licenses.mjs',
    ...sources('src'),
    ...sources('test/demo'),
    ...sources('test/support'),
  ]) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function sources(folder) {
  return filesBelow(join(root, folder)).map((file) => join(folder, file));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(folder, entry.parentPath), entry.name))
    .sort();
}
