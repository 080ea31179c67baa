/**
 * Compiles build/esm and the bun runtime into one executable that needs nothing else.
 * Usage: node scripts/standalone.mjs → build/standalone/ts-reg for this machine, with docker-credential-ts-reg beside
 * it
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bunRuntime, hostTarget } from './bun-runtime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The flags, measured (bench/RESULTS.md). Bytecode halves the start; splitting keeps what a command does not need
 * unread. The autoload flags are safety: otherwise a `.env` or `bunfig.toml` in the folder where docker happens to
 * run would set variables in, or load code into, the program that holds the passwords.
 */
const flags = [
  '--compile',
  '--minify',
  '--bytecode',
  '--format=esm',
  '--splitting',
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  '--no-compile-autoload-tsconfig',
  '--no-compile-autoload-package-json',
  // With arguments of its own the runtime starts in a working directory that was deleted; without, it ends before our
  // first line. This one changes nothing: nobody sees deprecations of the runtime in an executable.
  '--compile-exec-argv=--no-deprecation',
];

/** The name of the executable for a target, in a folder of its own: the name becomes part of its bytes. */
export function executableName(target) {
  return target.os === 'win32' ? 'ts-reg.exe' : 'ts-reg';
}

/** Compiles build/esm for a target into `folder`, from this machine, and returns the path. Overwrites in one step. */
export function compile(target, folder) {
  const name = executableName(target);
  const staging = join(folder, `.compile-${process.pid}`);
  mkdirSync(staging, { recursive: true });
  try {
    run(bunRuntime(hostTarget()), [
      'build',
      ...flags,
      `--target=bun-${target.name}`,
      `--compile-executable-path=${bunRuntime(target)}`,
      '--outfile',
      join(staging, name),
      join(root, 'build', 'esm', 'standalone.js'),
    ]);
    renameSync(join(staging, name), join(folder, name));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return join(folder, name);
}

/** Compiles for this machine into build/standalone, both names side by side, and returns the path of `ts-reg`. */
export function compileForHost() {
  const target = hostTarget();
  const program = compile(target, join(root, 'build', 'standalone'));
  if (target.os !== 'win32') {
    const link = join(dirname(program), 'docker-credential-ts-reg');
    rmSync(link, { force: true });
    symlinkSync('ts-reg', link);
  }
  return program;
}

function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`bun build ended with ${status}:\n${stdout}${stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${compileForHost()}\n`);
