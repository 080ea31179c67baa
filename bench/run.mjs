/**
 * Measures ts-reg beside its peers and writes bench/RESULTS.md. Usage:
 *   node bench/run.mjs [--rounds N]                        the comparison (default 41 rounds)
 *   node bench/run.mjs growth [--rounds N] [--most COUNT]  the growth with the number of registries, up to 100,000
 * ANCHORE_CLI_SOURCE names a checkout of anchore-cli to compare with, ANCHORE_CLI_PYTHON the Python that runs it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bunRuntime, hostTarget } from '../scripts/bun-runtime.mjs';
import { compileForHost } from '../scripts/standalone.mjs';
import { comparisonCases } from './cases.mjs';
import { growth } from './growth.mjs';
import { measure } from './measuring.mjs';
import { findPeers } from './peers.mjs';
import { comparisonReport, growthReport } from './report.mjs';
import { writeResults } from './results-file.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '41' }, most: { type: 'string', default: '100000' } },
});
const rounds = Number(values.rounds);
const programs = join(root, 'build', 'bench');
const executables = join(root, 'build', 'standalone');
const folder = mkdtempSync(join(tmpdir(), 'ts-reg-bench-'));

try {
  compileForHost();
  await bundlePrograms();
  if (positionals[0] === 'growth') {
    const results = await growth({
      root,
      folder,
      executables,
      seed: join(programs, 'seed.mjs'),
      rounds,
      most: Number(values.most),
    });
    writeResults('growth', `${rounds} rounds.\n\n${growthReport(results)}`);
  } else {
    compileEmpty();
    const peers = findPeers();
    writeResults(
      'comparison',
      `${rounds} rounds. Peers: ${described(peers)}.\n\n${comparisonReport(await compare(peers))}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(peers) {
  const { cloud, close } = await startCloud();
  try {
    const cases = comparisonCases({ root, folder, cloud, peers, executables });
    prepareHome(cloud, cases);
    const groups = {};
    for (const [group, names] of Object.entries({
      'cached get': [
        'node -e 0',
        'empty bun executable',
        'ecr-login: cached get',
        'executable: cached get',
        'node: cached get',
      ],
      'registry list': [
        'node -e 0',
        'empty bun executable',
        'executable: registry list',
        'node: registry list',
        'executable: registry list at an Anchore API',
        'anchore-cli: registry list',
      ],
      exchange: ['executable: exchange', 'node: exchange', 'ecr-login: exchange', 'aws ecr get-login-password'],
    })) {
      groups[group] = await measure({
        rounds,
        warmUp: 3,
        cases: names.map((name) => cases[name]).filter((one) => one !== undefined),
      });
    }
    return groups;
  } finally {
    close();
  }
}

/** Three records, one of ECR with its token kept; the peer's cache filled. */
function prepareHome(cloud, cases) {
  const { environment } = cases['node: registry list'];
  const add = (...args) => run('node', [join(root, 'bin', 'ts-reg'), 'registry', 'add', ...args], { env: environment });
  mkdirSync(environment.TS_REG_HOME, { recursive: true });
  add(cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey);
  add('r1.example.com', 'ci', 'p', '--skip-validate');
  add('r2.example.com', 'ci', 'p', '--skip-validate');
  const peer = cases['ecr-login: cached get'];
  if (peer) run(peer.command[0], peer.command.slice(1), { env: peer.environment, input: peer.input });
}

async function bundlePrograms() {
  await build({
    entryPoints: [join(root, 'bench', 'cloud.ts'), join(root, 'bench', 'seed.ts')],
    outdir: programs,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
  });
}

function compileEmpty() {
  writeFileSync(join(programs, 'empty.js'), '');
  run(
    bunRuntime(hostTarget()),
    [
      'build',
      '--compile',
      '--minify',
      '--bytecode',
      '--format=esm',
      join(programs, 'empty.js'),
      '--outfile',
      join(executables, 'empty'),
    ],
    {},
  );
}

function startCloud() {
  const child = spawn(process.execPath, [join(programs, 'cloud.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject).on('close', () => {
      reject(new Error('the loopback cloud did not start'));
    });
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) resolve({ cloud: JSON.parse(text), close: () => child.stdin.end() });
    });
  });
}

function described(peers) {
  const said = Object.entries({
    ecrLogin: 'amazon-ecr-credential-helper',
    aws: 'AWS CLI',
    anchoreCli: 'anchore-cli',
  }).map(([name, title]) =>
    peers[name] ? `${title} ${peers[name].version.replace('aws-cli/', '')}` : `${title} not installed`,
  );
  return said.join(', ');
}

function run(program, args, options) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}: ${stdout}${stderr}`);
}
