/** What docker and podman use before they ask ts-reg. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

describe('what podman reads before the file that names ts-reg', () => {
  const helper = (name: string): string => JSON.stringify({ credHelpers: { [host]: name } });
  const both = JSON.stringify({ ...(JSON.parse(login) as object), credHelpers: { [host]: 'ts-reg' } });
  const put = (path: string, text: string): string => {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), text);
    return join(home, path);
  };
  const runtime = (): Record<string, string> => ({ XDG_RUNTIME_DIR: join(home, 'run') });

  it('is nothing in the same file, where helpers win, but a password in clear text', async () => {
    put('.config/containers/auth.json', both);
    put('run/containers/auth.json', both);
    const found = await shadows(runtime());
    expect(found).toHaveLength(2);
    for (const line of found) expect(line).toContain('which tools without credential helpers use');
  });

  it('is the helper that the file of the session names', async () => {
    put('.config/containers/auth.json', helper('ts-reg'));
    const path = put('run/containers/auth.json', helper('secretservice'));
    expect(await shadows(runtime())).toEqual([
      `${path} names docker-credential-secretservice for ${host}, which podman asks instead of ts-reg | ts-reg configure-docker --podman ${host}`,
    ]);
  });

  it('is a login for a namespace, with the logout that removes it', async () => {
    put('.config/containers/auth.json', helper('ts-reg'));
    const path = put('run/containers/auth.json', login.replace(host, `${host}/team`));
    expect(await shadows(runtime())).toEqual([
      expect.stringContaining(`| podman logout --authfile ${path} ${host}/team`),
    ]);
  });

  it('is the file in DOCKER_CONFIG', async () => {
    put('.config/containers/auth.json', helper('ts-reg'));
    const path = put('dc/config.json', login);
    expect((await shadows({ ...runtime(), DOCKER_CONFIG: join(home, 'dc') }))[0]).toContain(
      `${path} holds a login for ${host}, which podman uses before it asks ts-reg`,
    );
    writeFileSync(path, helper('ts-reg'));
    expect(await shadows({ ...runtime(), DOCKER_CONFIG: join(home, 'dc') })).toEqual([]);
  });

  it('is a lasting login of podman, where only docker names ts-reg, and none where nobody does', async () => {
    put('.config/containers/auth.json', login);
    expect(await shadows(runtime())).toEqual([]);
    put('.docker/config.json', helper('ts-reg'));
    expect(await shadows(runtime())).toEqual([expect.stringContaining('podman uses before it asks ts-reg')]);
  });

  it('is nothing where registries.conf lets podman ask ts-reg first', async () => {
    put('.config/containers/auth.json', helper('ts-reg'));
    put('run/containers/auth.json', login);
    expect(await shadows(runtime())).toHaveLength(1);
    put(
      '.config/containers/registries.conf.d/50-ts-reg.conf',
      'credential-helpers = ["ts-reg", "containers-auth.json"]',
    );
    expect(await shadows(runtime())).toEqual([]);
  });
});
