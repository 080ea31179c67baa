/** The files that lead docker and podman to ts-reg. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entriesOf } from '../../src/clients/helper-entries.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-entries-'));
  mkdirSync(join(home, '.docker'));
  mkdirSync(join(home, '.config', 'containers'), { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const docker = (text: string): void => {
  writeFileSync(join(home, '.docker', 'config.json'), text);
};
const podman = (text: string): void => {
  writeFileSync(join(home, '.config', 'containers', 'auth.json'), text);
};
const found = async (authority: string): Promise<readonly string[]> =>
  (await entriesOf({ environment: {}, homeFolder: home }, authority)).map(
    ({ path, isPodman }) => `${isPodman ? 'podman' : 'docker'} ${path}`,
  );

it('are named for the host that has ts-reg as its helper, and for no other', async () => {
  docker('{"credHelpers":{"registry.example.com":"ts-reg","other.example.com":"pass"}}');
  podman('{"credHelpers":{"registry.example.com":"ts-reg"}}');
  expect(await found('registry.example.com')).toEqual([
    `docker ${join(home, '.docker', 'config.json')}`,
    `podman ${join(home, '.config', 'containers', 'auth.json')}`,
  ]);
  expect(await found('other.example.com')).toEqual([]);
});

it.each(['', 'not JSON', '{"credHelpers":[]}', 'null'])('a file that holds %j names nothing', async (text) => {
  docker(text);
  expect(await found('registry.example.com')).toEqual([]);
});

it("podman's file of the session is one of them", async () => {
  const text = '{"credHelpers":{"registry.example.com":"ts-reg"}}';
  const run = join(home, 'run');
  mkdirSync(join(run, 'containers'), { recursive: true });
  writeFileSync(join(run, 'containers', 'auth.json'), text);
  const session = { path: join(run, 'containers', 'auth.json'), isPodman: true };
  const of = (environment: Record<string, string>): Promise<unknown> =>
    entriesOf({ environment, homeFolder: home }, 'registry.example.com');
  expect(await of({ XDG_RUNTIME_DIR: run })).toEqual([session]);
  expect(await of({ XDG_RUNTIME_DIR: join(home, 'none') })).toEqual([]);
  expect(await of({ XDG_RUNTIME_DIR: run, REGISTRY_AUTH_FILE: join(home, 'none') })).toEqual([]);
  podman(text);
  const lasting = { path: join(home, '.config', 'containers', 'auth.json'), isPodman: true };
  expect(await of({ XDG_RUNTIME_DIR: run })).toEqual([lasting, session]);
  docker(text);
  const dockers = { path: join(home, '.docker', 'config.json'), isPodman: false };
  expect(await of({ XDG_RUNTIME_DIR: run, DOCKER_CONFIG: join(home, '.docker') })).toEqual([dockers, lasting, session]);
});
