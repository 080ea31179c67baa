/**
 * How little a command loads: each part of Node costs milliseconds, for every command, and comes in by one careless
 * import.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../support/spawned.js';

const bin = join(import.meta.dirname, '..', '..', 'bin', 'ts-reg');
const hook = join(import.meta.dirname, '..', 'helper', 'list-loaded.cjs');
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-start-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const list = join(home, 'loaded.json');
  const ended = await run(process.execPath, [bin, ...args], {
    environment: { TS_REG_HOME: home, NODE_OPTIONS: `--require=${hook}`, LOADED_LIST: list },
  });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(readFileSync(list, 'utf8')) as readonly string[];
}

it('ts-reg --version loads no network, no cryptography, no child process', async () => {
  expect(await loadedBy('--version')).toEqual(['events', 'fs', 'os', 'path', 'process']);
});

it('ts-reg registry list loads cryptography besides', async () => {
  expect(await loadedBy('registry', 'list')).toEqual(['crypto', 'events', 'fs', 'os', 'path', 'process', 'url']);
});
