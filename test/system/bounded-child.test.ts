import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { type ChildCall, firstLine, notOnPath, runChild } from '../../src/system/bounded-child.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ts-reg-child-')));
const plainFile = join(folder, 'plain');
writeFileSync(plainFile, 'exit 0', { mode: 0o644 });
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const run = async (script: string, more: Partial<ChildCall> = {}) => {
  const environment = { PATH: process.env['PATH'], TS_REG_KEY: 'canary', OTHER: 'x' };
  const limits = { timeMs: 20_000, maximumBytes: 2048 };
  const ended = await runChild({ words: ['sh', '-c', script], environment, ...limits, ...more });
  return { ...ended, stdout: ended.stdout.toString('utf8') };
};

describe('a child process', () => {
  it('gives its output, its exit code, and the beginning of its stderr', async () => {
    expect(await run('printf out; printf err >&2')).toEqual({
      fault: undefined,
      exitCode: 0,
      stdout: 'out',
      stderr: 'err',
    });
    const long = await run('yes ab | head -c 100000 >&2; exit 4');
    expect(long).toMatchObject({ fault: 'failed (exit code 4)', exitCode: 4 });
    expect(long.stderr.length).toBeGreaterThan(1_900);
    expect(long.stderr.length).toBeLessThan(2_010);
  });

  it('gets the words as they are, the folder, the input and the environment without our secrets', async () => {
    const words = ['sh', '-c', 'printf "%s|" "$1" "$PWD" "$TS_REG_KEY" "$OTHER"; cat', 'sh', '; touch x'];
    expect((await run('', { words, folder, input: 'asked' })).stdout).toBe(`; touch x|${folder}||x|asked`);
    expect((await run('', { words: ['echo a | tr a b'], isShellLine: true })).stdout).toBe('b\n');
  });

  it.each([
    ['exit 3', {}, 'failed (exit code 3)'],
    ['kill -9 $$', {}, 'failed (SIGKILL)'],
    ['head -c 2049 /dev/zero', {}, 'printed more than 2 KiB'],
    ['sleep 60', { timeMs: 100 }, 'did not end within 0.1 s; does it wait for an answer?'],
    ['sleep 60 & sleep 60', { timeMs: 100 }, 'did not end within 0.1 s; does it wait for an answer?'],
    ['', { words: ['no-such-program'] }, notOnPath],
    ['', { words: [plainFile] }, 'is not executable'],
    ['', { words: ['sh', 'a\0b'] }, 'cannot be started (ERR_INVALID_ARG_VALUE)'],
    ['', { words: [''] }, 'cannot be started (ERR_INVALID_ARG_VALUE)'],
    ['sleep 60', { signal: AbortSignal.abort() }, 'was interrupted'],
    ['sleep 60', { signal: AbortSignal.timeout(100) }, 'was interrupted'],
  ] as const)('%s %o: the fault is a sentence that begins with its name', async (script, more, fault) => {
    expect((await run(script, more)).fault).toBe(fault);
  });

  it('may leave its input unread', async () => {
    expect((await run('exec <&-; exit 0', { input: 'x'.repeat(1_000_000) })).fault).toBeUndefined();
  });
});

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
    const { fault, stdout } = await run('sleep 60 & echo $!; sleep 60', { timeMs: 300 });
    expect(fault).toBe('did not end within 0.3 s; does it wait for an answer?');
    expect(stdout).toMatch(/^\d+\n$/);
    expect(await gone(stdout)).toBe(true);
  });

  it('of output does the same', async () => {
    const { fault, stderr } = await run('sleep 60 & echo $! >&2; sleep 0.3; yes');
    expect(fault).toBe('printed more than 2 KiB');
    expect(await gone(stderr)).toBe(true);
  });

  it('that the caller sets does the same, before and during the run', async () => {
    const controller = new AbortController();
    const running = run('sleep 60 & echo $!; sleep 60', { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 300);
    const { fault, stdout } = await running;
    expect(fault).toBe('was interrupted');
    expect(await gone(stdout)).toBe(true);
    expect((await run('sleep 60', { signal: controller.signal })).fault).toBe('was interrupted');
  });
});

it('what it leaves running on purpose may hold its output open', async () => {
  const started = performance.now();
  const { fault, stdout } = await run('sleep 20 & echo secret');
  expect([fault, stdout]).toEqual([undefined, 'secret\n']);
  expect(performance.now() - started).toBeLessThan(15_000);
});

it('a flood on stderr costs nothing but its end', async () => {
  const { fault, stdout } = await run('yes | head -c 3000000 >&2; echo secret');
  expect([fault, stdout]).toEqual([undefined, 'secret\n']);
});

it('it has no terminal to ask on, and no input', async () => {
  expect((await run('cat; (echo asked > /dev/tty) 2> /dev/null || echo none')).stdout).toBe('none\n');
});

it('a start that fails is a fault, however the system puts it', async () => {
  writeFileSync(join(folder, 'file'), '');
  writeFileSync(join(folder, 'script'), '#!/nonexistent/interpreter\n', { mode: 0o755 });
  symlinkSync('loop', join(folder, 'loop'));
  const faults = await Promise.all(
    [
      ['./no-such-vault'],
      ['./script'],
      ['./file'],
      ['.'],
      ['./file/vault'],
      ['./loop'],
      [`./${'x'.repeat(300)}`],
      ['echo', 'x'.repeat(300_000)],
    ].map(async (words) => (await run('', { words, folder })).fault),
  );
  expect(faults).toEqual([
    'does not exist, or the interpreter in its first line does not',
    'does not exist, or the interpreter in its first line does not',
    'is not executable',
    'is not executable',
    'cannot be started (a part of the path is not a directory (ENOTDIR))',
    'cannot be started (too many levels of symbolic links (ELOOP))',
    expect.stringMatching(/^cannot be started \(.*ENAMETOOLONG\)?\)$/),
    'cannot be started: its arguments are too long',
  ]);
  const nowhere = join(folder, 'nowhere');
  expect((await run('', { words: ['true'], folder: nowhere })).fault).toBe(
    `cannot be started: the directory ${nowhere} does not exist`,
  );
});

describe('the first line', () => {
  it.each([
    ['', ''],
    ['\n \n first \nsecond', 'first'],
    ['password=canary\nx', 'password=[redacted]'],
  ])('of %j is %j', (text, line) => {
    expect(firstLine(text)).toBe(line);
  });

  it('shows no secret that it is told of', () => {
    expect(firstLine('got hunter22222', [new Secret('hunter22222')])).not.toContain('hunter');
  });
});
