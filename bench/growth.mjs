/** How the work grows with the number of stored registries: add, list, get, the helper's get, and memory. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { nodeProgram } from './cases.mjs';
import { measure } from './measuring.mjs';

const counts = [10, 1_000, 10_000, 100_000];

/** Figures for each number of registries up to `most`: `[{ count, seedSeconds, figures }]`. */
export async function growth({ root, folder, executables, seed, rounds, most }) {
  const home = join(folder, 'growth');
  const results = [];
  for (const count of counts.filter((count) => count <= most)) {
    const begun = performance.now();
    run(process.execPath, [seed, home, String(counts[results.length - 1] ?? 0), String(count)]);
    const seedSeconds = (performance.now() - begun) / 1000;
    const slow = Math.max(3, Math.round(rounds / (count >= 100_000 ? 5 : count >= 10_000 ? 2 : 1)));
    const figures = {
      ...(await measure({ rounds, warmUp: 3, cases: quickCases({ root, executables, home }) })),
      ...(await measure({ rounds: slow, warmUp: 1, cases: listCases({ root, executables, home }) })),
    };
    results.push({ count, seedSeconds, figures });
  }
  return results;
}

function quickCases({ root, executables, home }) {
  const environment = { PATH: process.env.PATH, TS_REG_HOME: home };
  const added = 'added.example.com';
  const record = join(home, 'records', `${createHash('sha256').update(added).digest('hex').slice(0, 40)}.json`);
  return ['executable', 'node'].flatMap((shape) => {
    const program = (name) => (shape === 'node' ? nodeProgram(root, name) : [join(executables, name)]);
    return [
      {
        name: `${shape}: helper get, kept token`,
        command: [...program('docker-credential-ts-reg'), 'get'],
        input: 'r0.example.com',
        environment,
      },
      {
        name: `${shape}: helper get, password`,
        command: [...program('docker-credential-ts-reg'), 'get'],
        input: 'r5.example.com',
        environment,
      },
      {
        name: `${shape}: registry get`,
        command: [...program('ts-reg'), 'registry', 'get', 'r5.example.com'],
        environment,
      },
      {
        name: `${shape}: registry add`,
        command: [...program('ts-reg'), 'registry', 'add', added, 'ci', 'p', '--skip-validate'],
        environment,
        remove: [record],
      },
    ];
  });
}

function listCases({ root, executables, home }) {
  const environment = { PATH: process.env.PATH, TS_REG_HOME: home };
  return [
    { name: 'executable: registry list', command: [join(executables, 'ts-reg'), 'registry', 'list'], environment },
    { name: 'node: registry list', command: ['node', join(root, 'bin', 'ts-reg'), 'registry', 'list'], environment },
  ];
}

function run(program, args) {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
