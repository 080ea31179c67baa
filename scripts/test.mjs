/**
 * Runs the tests: `node scripts/test.mjs [e2e | standalone] [vitest arguments…]`.
 * Without a word: units and integration with coverage; `e2e`: the real peers; `standalone`: every test of either kind
 * that runs ts-reg as a process, against the executable.
 */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [kind, ...rest] = process.argv.slice(2);

if (kind === 'e2e') process.exitCode = vitest(['--config', 'vitest.e2e.config.ts', ...rest]);
else if (kind === 'standalone') process.exitCode = await standalone(rest);
else process.exitCode = vitest(['--coverage', ...(kind === undefined ? [] : [kind, ...rest])]);

function vitest(args, environment = {}) {
  const program = `${root}/node_modules/vitest/vitest.mjs`;
  const { status } = spawnSync(process.execPath, [program, 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return status ?? 1;
}

async function standalone(args) {
  const { compileForHost } = await import('./standalone.mjs');
  const { spawningTests } = await import('./spawning-tests.mjs');
  const program = compileForHost();
  // As docs/install.md has people do it: the executable looks for the keyring's package nowhere else.
  cpSync(`${root}/node_modules/@napi-rs`, join(dirname(program), 'node_modules', '@napi-rs'), { recursive: true });
  const environment = { TSREG_EXECUTABLE: program };
  const files = await spawningTests();
  // Each configuration takes what is its own.
  const ended = [[], ['--config', 'vitest.e2e.config.ts']].map((config) =>
    vitest([...config, ...files, ...args], environment),
  );
  return Math.max(...ended);
}
