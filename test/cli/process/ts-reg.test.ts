/** `ts-reg` as a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run, tsReg } from '../../support/spawned.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-process-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

it('ends with the exit code of what it did', async () => {
  const environment = { TS_REG_HOME: home };
  expect((await run(tsReg, ['registry', 'list'], { environment })).exitCode).toBe(0);
  expect((await run(tsReg, ['registry', 'get', 'x.example.com'], { environment })).exitCode).toBe(1);
  expect((await run(tsReg, ['registry', 'nonsense'], { environment })).exitCode).toBe(2);
});

it('takes a reader that has had enough for no error', async () => {
  const child = spawn(tsReg, ['registry', 'list', '--wide'], {
    env: { PATH: process.env['PATH'], TS_REG_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Its reading end is gone long before the program has started.
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  expect([await ended(child), stderr]).toEqual([[0, null], '']);
});

it('takes a closed standard input for one that has nothing to say', async () => {
  const add = 'exec "$0" registry add r.example.com ci --password-stdin <&-';
  const { exitCode, stderr } = await run('/bin/sh', ['-c', add, tsReg], { environment: { TS_REG_HOME: home } });
  expect([exitCode, stderr.split('\n')[0]]).toEqual([2, 'Error: standard input contains no password']);
  expect(readdirSync(home)).toEqual([]);
});

it('stays with refresh --watch until SIGTERM, and then ends well', async () => {
  const child = spawn(tsReg, ['registry', 'refresh', '--watch'], {
    env: { PATH: process.env['PATH'], TS_REG_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (stderr.includes('waiting for one') && !child.killed) child.kill('SIGTERM');
  });
  expect(await ended(child)).toEqual([0, null]);
  expect(stderr).toMatch(/^0 renewed, 0 still fresh, 0 failed\nno token to renew: waiting for one\nstopped\n$/);
});

it('says what to set when TS_REG_HOME is relative', async () => {
  const { exitCode, stderr } = await run(tsReg, ['registry', 'list'], { environment: { TS_REG_HOME: '~/store' } });
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'Error: TS_REG_HOME is not an absolute path: "~/store"\nhint: export TS_REG_HOME="$HOME"/store\n',
  );
});

it('stops at Ctrl-C while a registry keeps silent, and leaves no lock', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const child = spawn(tsReg, ['registry', 'add', `127.0.0.1:${port}`, 'ci', 'p'], {
    env: { PATH: process.env['PATH'], TS_REG_HOME: home },
    stdio: 'ignore',
  });
  await new Promise((resolve) => silent.once('connection', resolve));
  child.kill('SIGINT');
  expect(await ended(child)).toEqual([null, 'SIGINT']);
  expect(readdirSync(home)).toEqual([]);
  silent.close();
});

/** Exit code and signal. */
function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      resolve([code, signal]);
    }),
  );
}
