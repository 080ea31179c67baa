/** `ts-reg` as a process. */
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run, tsReg } from '../support/spawned.js';

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

it('takes a reader that has had enough for no error', () => {
  const { status, stderr } = spawnSync('sh', ['-c', `"${tsReg}" --help | head -1; "${tsReg}" --help | true`], { encoding: 'utf8', env: { PATH: process.env['PATH'], TS_REG_HOME: home } });
  expect([status, stderr]).toEqual([0, '']);
});

it('says what to set when there is no HOME', async () => {
  const { exitCode, stderr } = await run(tsReg, ['registry', 'list']);
  expect(exitCode).toBe(2);
  expect(stderr).toBe('Error: cannot tell where to keep registries: HOME is not set\nhint: export TS_REG_HOME=/path/to/a/folder\n');
});

it('stops at Ctrl-C while a registry keeps silent, and leaves no lock', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const child = spawn(tsReg, ['registry', 'add', `127.0.0.1:${port}`, 'ci', 'p'], { env: { PATH: process.env['PATH'], TS_REG_HOME: home }, stdio: 'ignore' });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.on('close', (code, signal) => { resolve([code, signal]); }));
  await new Promise((resolve) => silent.once('connection', resolve));
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
  expect(readdirSync(home)).toEqual([]);
  silent.close();
});
