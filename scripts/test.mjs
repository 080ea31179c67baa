/**
 * Runs the tests: `node scripts/test.mjs [e2e | standalone] [FILE…] [vitest arguments…]`.
 * Without a word: units and integration, the whole of them with coverage; `e2e`: the real peers; `standalone`: every
 * test of either kind that runs ts-reg as a process, or those of them that are named, against the executable.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [kind, ...rest] = process.argv.slice(2);

if (kind === 'e2e') process.exitCode = vitest(['--config', 'vitest.e2e.config.ts', ...rest]);
else if (kind === 'standalone') process.exitCode = await standalone(rest);
else process.exitCode = units(process.argv.slice(2));

/** Coverage has a threshold, which a part of the tests cannot reach; a file of the real peers has its own settings. */
function units(args) {
  const named = filesIn(args);
  if (named.length === 0) return vitest(['--coverage', ...args]);
  const unknown = named.filter((name) => !testFiles().some((file) => file.includes(name)));
  if (unknown.length > 0) {
    process.stderr.write(`Error: no such test: ${unknown.join(', ')}\n`);
    return 2;
  }
  const passed = [...args, '--passWithNoTests'];
  return Math.max(vitest(passed), vitest(['--config', 'vitest.e2e.config.ts', ...passed]));
}

function testFiles() {
  return readdirSync(`${root}/test`, { recursive: true }).map((file) => `test/${file}`);
}

/** The arguments that name tests: vitest runs the files whose path contains one of them. */
function filesIn(args) {
  return args.filter((argument) => /(?:^|\/)test(?:$|\/)|\.test\b/.test(argument));
}

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
  const named = filesIn(args);
  const spawning = await spawningTests();
  const files = named.length === 0 ? spawning : spawning.filter((file) => named.some((name) => file.includes(name)));
  if (files.length === 0) {
    process.stderr.write(`Error: none of these runs ts-reg as a process: ${named.join(', ')}\n`);
    return 2;
  }
  const options = args.filter((argument) => !named.includes(argument));
  // Each configuration takes what is its own.
  const ended = [[], ['--config', 'vitest.e2e.config.ts']].map((config) =>
    vitest([...config, ...files, ...options, '--passWithNoTests'], environment),
  );
  return Math.max(...ended);
}
