/** `ts-reg configure-docker`. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isHelperOnPath, registerConfigureDocker } from '../../../src/cli/commands/configure-docker.js';
import { type CliHome, type CliResult, startCli } from '../../support/cli-run.js';
import { parsed } from '../../support/parsed.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
  mkdirSync(join(cli.folder, 'bin'));
  writeFileSync(join(cli.folder, 'bin', 'docker-credential-ts-reg'), '');
  chmodSync(join(cli.folder, 'bin', 'docker-credential-ts-reg'), 0o755);
});
afterEach(() => {
  cli.dispose();
});

function configure(...args: readonly string[]): Promise<CliResult> {
  return cli.run(['configure-docker', ...args], {
    environment: {
      DOCKER_CONFIG: join(cli.folder, 'docker'),
      REGISTRY_AUTH_FILE: join(cli.folder, 'auth.json'),
      PATH: join(cli.folder, 'bin'),
    },
  });
}

function helpers(file = join('docker', 'config.json')): unknown {
  return (JSON.parse(readFileSync(join(cli.folder, file), 'utf8')) as { credHelpers?: unknown }).credHelpers;
}

it('takes registries and flags', async () => {
  expect(await parsed(registerConfigureDocker, ['configure-docker', 'a', '--all', '--remove', '--podman'])).toEqual({
    registries: ['a'],
    all: true,
    remove: true,
    podman: true,
  });
});

describe('configure-docker', () => {
  it('names ts-reg for a registry, once', async () => {
    const path = join(cli.folder, 'docker', 'config.json');
    await cli.run(['registry', 'add', 'r.example.com:5000', 'u', 'p', '--skip-validate']);
    expect(await configure('r.example.com:5000')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `r.example.com:5000: docker now uses ts-reg\nwrote ${path}\n`,
    });
    expect((await configure('r.example.com:5000')).stderr).toBe(`${path} is already up to date\n`);
    expect(helpers()).toEqual({ 'r.example.com:5000': 'ts-reg' });
  });

  it('says which of them are not stored yet, with the command that stores them', async () => {
    for (const name of ['a.example.org/team/*', 'r.example.com'])
      await cli.run(['registry', 'add', name, 'u', 'p', '--skip-validate']);
    const { exitCode, stderr } = await configure('r.example.com', 'a.example.org', 'new.example.com');
    expect(exitCode).toBe(0);
    expect(stderr.match(/^WARN: .*$/gm)).toEqual([
      expect.stringMatching(
        /^WARN: docker, podman, .* never use a\.example\.org\/team\/\*: .*'a\.example\.org\/\*' USER$/,
      ),
      'WARN: new.example.com is not stored yet, so docker finds no password: ts-reg registry add new.example.com',
    ]);
  });

  it('says nothing of a store that cannot be read: the first pull does', async () => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'no: key\n');
    expect(await configure('r.example.com')).toMatchObject({
      exitCode: 0,
      stderr: expect.not.stringContaining('WARN') as string,
    });
  });

  it('takes every stored registry with --all, by host', async () => {
    await cli.run(['registry', 'add', 'r.example.com/team/*', 'u', 'p', '--skip-validate']);
    await configure('--all');
    expect(helpers()).toEqual({ 'r.example.com': 'ts-reg' });
  });

  it('leaves other helpers alone when it is removed', async () => {
    mkdirSync(join(cli.folder, 'docker'));
    writeFileSync(join(cli.folder, 'docker', 'config.json'), '{"credHelpers":{"a.example.com":"pass"},"psFormat":"x"}');
    await configure('r.example.com');
    await configure('--remove', '--all');
    expect(JSON.parse(readFileSync(join(cli.folder, 'docker', 'config.json'), 'utf8'))).toEqual({
      credHelpers: { 'a.example.com': 'pass' },
      psFormat: 'x',
    });
    expect((await configure('a.example.com')).stderr).toContain(
      'WARN: a.example.com: now uses ts-reg instead of docker-credential-pass\n',
    );
  });

  it("writes podman's file with --podman", async () => {
    await configure('r.example.com', '--podman');
    expect(helpers('auth.json')).toEqual({ 'r.example.com': 'ts-reg' });
  });

  it("removes ts-reg from podman's files too, and puts back the helper that it took the place of", async () => {
    const podman = join(cli.folder, 'auth.json');
    writeFileSync(podman, '{"credHelpers":{"r.example.com":"pass","s.example.com":"gcloud"}}');
    await configure('r.example.com');
    expect((await configure('r.example.com', '--podman')).stderr).toContain('r.example.com: podman now uses ts-reg\n');
    expect(helpers('auth.json')).toEqual({ 'r.example.com': 'ts-reg', 's.example.com': 'gcloud' });
    const { exitCode, stderr } = await configure('--all', '--remove');
    expect([exitCode, stderr]).toEqual([
      0,
      `r.example.com: docker no longer uses ts-reg\nwrote ${join(cli.folder, 'docker', 'config.json')}\n` +
        `r.example.com: podman uses docker-credential-pass again\nwrote ${podman}\n`,
    ]);
    expect(helpers('auth.json')).toEqual({ 'r.example.com': 'pass', 's.example.com': 'gcloud' });
    expect(helpers()).toBeUndefined();
  });

  it("leaves docker's file alone with --remove --podman, and goes on after a file of podman that is broken", async () => {
    await configure('r.example.com');
    await configure('r.example.com', '--podman');
    await configure('--all', '--remove', '--podman');
    expect([helpers(), helpers('auth.json')]).toEqual([{ 'r.example.com': 'ts-reg' }, undefined]);
    writeFileSync(join(cli.folder, 'auth.json'), '{');
    const { exitCode, stderr } = await configure('--all', '--remove');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(`${join(cli.folder, 'auth.json')} is not valid JSON`);
    expect(helpers()).toBeUndefined();
  });

  it('asks for a registry, exit 2, and has nothing to write for an empty store, exit 1', async () => {
    expect(await configure()).toMatchObject({
      exitCode: 2,
      stderr: 'Error: no registry was given\nhint: ts-reg configure-docker HOST, or --all for every stored one\n',
    });
    expect(await configure('--all')).toMatchObject({ exitCode: 1 });
  });

  it('has nothing to offer for the registries of a remote engine, exit 2', async () => {
    expect(await configure('--all', '--url', 'http://127.0.0.1:1/v1')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('cannot be read back') as string,
    });
  });

  it('warns when docker would not find the helper', async () => {
    const { stderr } = await cli.run(['configure-docker', 'r.example.com'], {
      environment: { DOCKER_CONFIG: join(cli.folder, 'docker'), PATH: '/nonexistent' },
    });
    expect(stderr).toContain('WARN: docker-credential-ts-reg is not on the PATH');
    expect(isHelperOnPath({ environment: { PATH: join(cli.folder, 'bin') }, platform: 'win32' })).toBe(false);
  });
});
