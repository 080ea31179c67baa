/** Runs npm: the one that runs us, else the one on the PATH. */
import { spawnSync } from 'node:child_process';

/**
 * Runs npm to its end and returns what it printed; its complaints go to our stderr.
 * @param {readonly string[]} args
 * @param {{ cwd?: string, stdout?: 'pipe' | 'inherit' | 'ignore' }} [options]
 * @throws {Error} when it cannot be run or fails.
 */
export function npm(args, { cwd, stdout = 'pipe' } = {}) {
  const cli = process.env.npm_execpath;
  const [program, ...first] = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
  // npm hands its own settings to the scripts it runs; only ours count here.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/.test(name)),
  );
  const {
    status,
    error,
    stdout: text,
  } = spawnSync(program, [...first, ...args], {
    cwd,
    env: environment,
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (error) throw new Error(`npm: ${error.message}`);
  if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}`);
  return text ?? '';
}
