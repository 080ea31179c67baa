/** A password for Anchore over plain http to another machine: one warning, and none where nobody can listen. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, tsReg } from '../support/spawned.js';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-clear-'));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

it.each([
  ['http://anchore.internal.example:8228/v1', 1],
  ['http://anchore.example.com/v1', 1],
  ['http://localhost:1/v1', 0],
  ['http://127.0.0.1:1/v1', 0],
  ['http://[::1]:1/v1', 0],
  ['https://anchore.example.com/v1', 0],
])('--url %s gets %i warnings about clear text', async (url, count) => {
  // A proxy that is not there: nothing leaves this machine.
  const environment = { TS_REG_HOME: home, HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };
  const args = ['--url', url, '--u', 'admin', '--p', 'foobar', 'registry', 'list'];
  const { exitCode, stdout, stderr } = await run(tsReg, args, { environment });
  expect([exitCode === 0, stdout]).toEqual([false, '']);
  expect(stderr.match(/^WARN: .*$/gm) ?? []).toHaveLength(count);
  if (count > 0) expect(stderr).toMatch(/^WARN: .*http/m);
});
