/**
 * Plays the field cases: `node scripts/field.mjs [PATTERN…] [--executable] [--peer NAME | --peer all] [--report]`.
 * PATTERN: a part of a case's name. --report writes docs/field-cases.md, with every peer. Peers that are missing are
 * installed from Debian when this runs as root.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const argv = process.argv.slice(2);
// Two levels below the root, as test/support is, so that the programs are found from there too.
const outfile = join(root, 'build', 'field-cases', 'field-main.mjs');
const packages = {
  '/usr/bin/docker-credential-ecr-login': 'amazon-ecr-credential-helper',
  '/usr/bin/aws': 'awscli',
  '/usr/bin/skopeo': 'skopeo',
  '/usr/bin/podman': 'podman',
  '/usr/bin/docker-credential-secretservice': 'golang-docker-credential-helpers',
};

if (argv.includes('--peer') || argv.includes('--report')) installPeers();
if (argv.includes('--executable')) {
  const { compileForHost } = await import('./standalone.mjs');
  process.env.TSREG_EXECUTABLE = compileForHost();
}
await build({
  entryPoints: [join(root, 'test', 'field-cases', 'field-main.ts')],
  outfile,
  absWorkingDir: root,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
});
const { runFieldCases } = await import(pathToFileURL(outfile).href);
try {
  process.exitCode = await runFieldCases(
    root,
    argv.filter((word) => word !== '--executable'),
  );
} catch (error) {
  process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

function installPeers() {
  const missing = Object.entries(packages)
    .filter(([file]) => !existsSync(file))
    .map(([, name]) => name);
  if (missing.length === 0 || process.getuid?.() !== 0) return;
  process.stderr.write(`installing ${missing.join(' ')} …\n`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment,
  });
}
