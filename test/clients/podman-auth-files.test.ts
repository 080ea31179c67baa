/** The files of podman, skopeo and buildah, in the order in which they read them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { podmanFilesRead, podmanFilesToConfigure, podmanSessionPath } from '../../src/clients/podman-auth-files.js';

let run: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'ts-reg-podman-'));
});
afterEach(() => {
  rmSync(run, { recursive: true, force: true });
});

const home = (environment: Record<string, string> = {}, user = 54_321, platform = 'linux') => ({
  environment,
  homeFolder: '/home/u',
  user,
  platform,
});
const lasting = '/home/u/.config/containers/auth.json';
const dockers = '/home/u/.docker/config.json';

it('has the file of the session first, which podman login writes', () => {
  const session = join(run, 'containers', 'auth.json');
  expect(podmanFilesRead(home({ XDG_RUNTIME_DIR: run }))).toEqual([session, lasting, dockers]);
  expect(podmanFilesToConfigure(home({ XDG_RUNTIME_DIR: run }))).toEqual([lasting, session]);
  expect(podmanSessionPath(home({ XDG_RUNTIME_DIR: join(run, 'none') }))).toBeUndefined();
  expect(podmanSessionPath(home({ XDG_RUNTIME_DIR: 'run' }))).toBeUndefined();
  expect(podmanSessionPath(home({ XDG_RUNTIME_DIR: run }, 0, 'darwin'))).toBeUndefined();
});

it('has the one below /run without a session, which only root can make', () => {
  expect(podmanFilesRead(home())).toEqual(['/run/containers/54321/auth.json', lasting, dockers]);
  expect(podmanFilesToConfigure(home())).toEqual([lasting]);
  expect(podmanFilesToConfigure(home({}, 0))).toEqual([lasting, '/run/containers/0/auth.json']);
});

it('has one file with REGISTRY_AUTH_FILE, whatever else is set', () => {
  const environment = { REGISTRY_AUTH_FILE: '/a.json', XDG_RUNTIME_DIR: run, DOCKER_CONFIG: '/d' };
  expect(podmanFilesRead(home(environment))).toEqual(['/a.json']);
  expect(podmanFilesToConfigure(home(environment))).toEqual(['/a.json']);
});

it('has the file in DOCKER_CONFIG before all others', () => {
  const environment = { XDG_RUNTIME_DIR: run, DOCKER_CONFIG: '/d', XDG_CONFIG_HOME: '/c' };
  const session = join(run, 'containers', 'auth.json');
  const configured = '/c/containers/auth.json';
  expect(podmanFilesRead(home(environment))).toEqual(['/d/config.json', session, configured]);
  expect(podmanFilesToConfigure(home(environment))).toEqual([configured, session, '/d/config.json']);
});
