/** What docker and podman use before they ask ts-reg. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { shadowsOf } from '../../src/clients/shadowing.js';

const host = 'registry.example.com';
const login = JSON.stringify({ auths: { [host]: { auth: Buffer.from('ci:p').toString('base64') } } });
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-shadow-'));
  mkdirSync(join(home, '.docker'));
  mkdirSync(join(home, 'run', 'containers'), { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const shadows = async (environment: Record<string, string> = {}): Promise<readonly string[]> =>
  (await shadowsOf({ environment, homeFolder: home }, [host])).map(({ message, fix }) => `${message} | ${fix}`);

it('is nothing in a home without other logins', async () => {
  expect(await shadows({ XDG_RUNTIME_DIR: join(home, 'run') })).toEqual([]);
});

it('is the variable DOCKER_AUTH_CONFIG', async () => {
  expect(await shadows({ DOCKER_AUTH_CONFIG: '{}' })).toEqual([
    expect.stringMatching(/^DOCKER_AUTH_CONFIG is set: .*\| unset/),
  ]);
});

it('is the login that podman keeps for the session, with the logout that removes it', async () => {
  const path = join(home, 'run', 'containers', 'auth.json');
  writeFileSync(path, login);
  expect(await shadows({ XDG_RUNTIME_DIR: join(home, 'run') })).toEqual([
    expect.stringContaining(`podman logout --authfile ${path} ${host}`),
  ]);
  expect(await shadows({ XDG_RUNTIME_DIR: join(home, 'run'), REGISTRY_AUTH_FILE: '/x' })).toEqual([]);
});

it('is a password that docker left in its file, for this host alone', async () => {
  writeFileSync(join(home, '.docker', 'config.json'), login.replace(host, 'other.example.com'));
  expect(await shadows()).toEqual([]);
  writeFileSync(join(home, '.docker', 'config.json'), login);
  expect(await shadows()).toEqual([expect.stringContaining('ts-reg registry import')]);
});
