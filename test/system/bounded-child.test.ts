import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
    ['', { words: ['sh', 'a\0b'] }, 'could not be started'],
    ['', { words: [''] }, 'could not be started'],
    ['sleep 60', { signal: AbortSignal.abort() }, 'was interrupted'],
    ['sleep 60', { signal: AbortSignal.timeout(100) }, 'was interrupted'],
  ] as const)('%s %o: the fault is a sentence that begins with its name', async (script, more, fault) => {
    expect((await run(script, more)).fault).toBe(fault);
  });

  it('may leave its input unread', async () => {
    expect((await run('exec <&-; exit 0', { input: 'x'.repeat(1_000_000) })).fault).toBeUndefined();
  });
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
