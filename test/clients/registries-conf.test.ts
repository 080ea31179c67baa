/** Which helper podman asks before it reads any file. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asksTsRegFirst } from '../../src/clients/registries-conf.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-registries-'));
  mkdirSync(join(home, '.config', 'containers', 'registries.conf.d'), { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const write = (name: string, text: string): void => {
  writeFileSync(join(home, '.config', 'containers', name), text);
};

it('is ts-reg when registries.conf names it first', () => {
  expect(asksTsRegFirst({}, home)).toBe(false);
  for (const text of [
    'credential-helpers = ["ts-reg", "containers-auth.json"]',
    "short-name-mode='x'\n credential-helpers=[\n  'ts-reg' ]\n",
  ]) {
    write('registries.conf', text);
    expect(asksTsRegFirst({}, home), text).toBe(true);
  }
  for (const text of [
    '# credential-helpers = ["ts-reg"]',
    'credential-helpers = ["containers-auth.json", "ts-reg"]',
    'credential-helpers = []',
    'x-credential-helpers = ["ts-reg"]',
  ]) {
    write('registries.conf', text);
    expect(asksTsRegFirst({}, home), text).toBe(false);
  }
});

it('is decided by the last drop-in that has the key', () => {
  write('registries.conf', 'credential-helpers = ["ts-reg"]');
  write('registries.conf.d/10-a.conf', 'credential-helpers = ["pass"]');
  expect(asksTsRegFirst({}, home)).toBe(false);
  write('registries.conf.d/20-b.conf', 'credential-helpers = ["ts-reg"]');
  write('registries.conf.d/30-c.conf', 'unqualified-search-registries = []');
  write('registries.conf.d/40-d.txt', 'credential-helpers = ["pass"]');
  expect(asksTsRegFirst({}, home)).toBe(true);
});

it('is read from the file and the folder that the environment names', () => {
  write('registries.conf', 'credential-helpers = ["ts-reg"]');
  expect(asksTsRegFirst({ XDG_CONFIG_HOME: join(home, '.config') }, '/nonexistent')).toBe(true);
  expect(asksTsRegFirst({ CONTAINERS_REGISTRIES_CONF: '/nonexistent' }, home)).toBe(false);
  const named = join(home, '.config', 'containers', 'registries.conf');
  expect(asksTsRegFirst({ CONTAINERS_REGISTRIES_CONF: named }, '/nonexistent')).toBe(true);
});
