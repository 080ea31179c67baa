/**
 * Whole-process times as ratios against a baseline in the same run: `npm run bench [-- RUNS]`.
 * Baseline and candidate take turns, so that a machine that changes speed changes both; medians of the pairs are printed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = Number(process.argv[2] ?? 25);
const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const home = mkdtempSync(join(tmpdir(), 'ts-reg-bench-'));
const executable = join(root, 'build', 'standalone', 'ts-reg');

try {
  await keepToken();
  const node = [process.execPath, '-e', '0'];
  const candidates = [
    ['Node: cached helper get', [process.execPath, join(root, 'bin', 'docker-credential-ts-reg'), 'get']],
    ['Node: registry list', [process.execPath, join(root, 'bin', 'ts-reg'), 'registry', 'list']],
  ];
  if (existsSync(executable)) {
    candidates.push(['executable: cached helper get', [join(dirname(executable), 'docker-credential-ts-reg'), 'get']]);
    candidates.push(['executable: registry list', [executable, 'registry', 'list']]);
  }
  process.stdout.write(`| what | ms, median | node -e 0, ms | ratio, median of ${runs} pairs |\n|---|---|---|---|\n`);
  for (const [name, command] of candidates) {
    const pairs = Array.from({ length: runs + 1 }, () => [time(node), time(command)]).slice(1);
    const figures = [pairs.map(([, own]) => own), pairs.map(([base]) => base), pairs.map(([base, own]) => own / base)].map(median);
    process.stdout.write(`| ${name} | ${figures.map((figure, index) => figure.toFixed(index === 2 ? 2 : 1)).join(' | ')} |\n`);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Milliseconds of one whole process; it must succeed. */
function time(command) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command[0], command.slice(1), { input: `${host}\n`, env: { PATH: process.env.PATH, TS_REG_HOME: home } });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** A store with one fresh token, written by our own code. */
async function keepToken() {
  const outfile = join(home, 'seed.mjs');
  const contents = `
    import { Secret } from './src/secret.ts';
    import { openFileStore } from './src/storage/file-store.ts';
    const keyFile = ${JSON.stringify(join(home, 'key'))};
    const store = openFileStore({ paths: { keyFile, tokenKeyFile: ${JSON.stringify(join(home, 'token-key'))}, dataFolder: ${JSON.stringify(home)} }, key: { kind: 'file', path: keyFile }, warn: () => {} });
    const issuedAt = Date.now();
    await store.tokens.renewAlone('${host}', { wait: true }, (turn) => turn.keep({ username: 'AWS', password: new Secret('t'.repeat(2000)), issuedAt, expiresAt: issuedAt + 43_200_000, fingerprint: 'bench' }));`;
  await build({ stdin: { contents, resolveDir: root, loader: 'js' }, bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' });
  await import(pathToFileURL(outfile).href);
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
