/** One program, to its end or to a limit. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BoundedProgram, runBounded } from '../../src/apply/bounded-run.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-bounded-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (words: readonly string[], more: Partial<BoundedProgram> = {}) =>
  runBounded({
    words,
    environment: { PATH: process.env['PATH'] },
    folder,
    longestRun: 20_000,
    maximumBytes: 1_000,
    ...more,
  });
const shell = (script: string, more: Partial<BoundedProgram> = {}) => run(['sh', '-c', script], more);

/** Nobody may have asked yet how it ended; such a process is gone all the same. */
function isRunning(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid.trim()}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function gone(pid: string): Promise<boolean> {
  for (let tries = 0; tries < 50 && isRunning(pid); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  return !isRunning(pid);
}

describe('a limit', () => {
  it('ends the program and whatever it started', async () => {
    const { fault, stdout } = await shell('sleep 60 & echo $!; sleep 60', { longestRun: 300 });
    expect(fault).toBe('did not end within 0.3 s; does it wait for an answer?');
    expect(stdout.toString()).toMatch(/^\d+\n$/);
    expect(await gone(stdout.toString())).toBe(true);
  });

  it('of output does the same', async () => {
    const { fault, stderr } = await shell('sleep 60 & echo $! >&2; yes');
    expect(fault).toBe('failed (its output is larger than 64 KiB)');
    expect(await gone(stderr.toString())).toBe(true);
  });

  it('that the caller sets does the same, before and during the run', async () => {
    const controller = new AbortController();
    const running = shell('sleep 60 & echo $!; sleep 60', { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 300);
    const { fault, stdout } = await running;
    expect(fault).toBe('failed (interrupted)');
    expect(await gone(stdout.toString())).toBe(true);
    expect((await shell('sleep 60', { signal: controller.signal })).fault).toBe('failed (interrupted)');
  });
});

it('what it leaves running on purpose may hold its output open', async () => {
  const started = performance.now();
  const { fault, stdout } = await shell('sleep 20 & echo secret');
  expect([fault, stdout.toString()]).toEqual([undefined, 'secret\n']);
  expect(performance.now() - started).toBeLessThan(15_000);
});

it('a flood on stderr costs nothing but its end', async () => {
  const { fault, stdout, stderr } = await shell('yes | head -c 3000000 >&2; echo secret');
  expect([fault, stdout.toString()]).toEqual([undefined, 'secret\n']);
  expect(stderr.length).toBeLessThan(200_000);
});

it('it has no terminal to ask on, and no input', async () => {
  const { stdout } = await shell('cat; (echo asked > /dev/tty) 2> /dev/null || echo none');
  expect(stdout.toString()).toBe('none\n');
});

it('a start that fails is a fault, however the system puts it', async () => {
  writeFileSync(join(folder, 'file'), '');
  writeFileSync(join(folder, 'script'), '#!/nonexistent/interpreter\n', { mode: 0o755 });
  symlinkSync('loop', join(folder, 'loop'));
  const faults = await Promise.all(
    [
      ['no-such-vault'],
      ['./no-such-vault'],
      ['./script'],
      ['./file'],
      ['.'],
      ['./file/vault'],
      ['./loop'],
      [`./${'x'.repeat(300)}`],
      ['echo', 'x'.repeat(300_000)],
    ].map(async (words) => (await run(words)).fault),
  );
  expect(faults).toEqual([
    'failed (it is not on the PATH)',
    'failed (it, or the interpreter in its first line, does not exist)',
    'failed (it, or the interpreter in its first line, does not exist)',
    'failed (it is not executable)',
    'failed (it is not executable)',
    'failed (a part of the path is not a directory (ENOTDIR))',
    'failed (too many levels of symbolic links (ELOOP))',
    expect.stringMatching(/^failed \(.*ENAMETOOLONG\)?\)$/),
    'failed (its arguments are too long)',
  ]);
  const nowhere = join(folder, 'nowhere');
  expect((await run(['true'], { folder: nowhere })).fault).toBe(`failed (the directory ${nowhere} does not exist)`);
});
