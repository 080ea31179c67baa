/** Which files `configure-docker` changes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { helperFiles } from '../../../src/cli/commands/helper-files.js';
import { textWorld } from '../../support/cli-run.js';

let run: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'ts-reg-files-'));
});
afterEach(() => {
  rmSync(run, { recursive: true, force: true });
});

const files = async (flags: { podman?: boolean; remove?: boolean }, more: Record<string, string> = {}) => {
  const { world } = textWorld({ environment: { HOME: '/home/u', XDG_RUNTIME_DIR: run, ...more } });
  return (await helperFiles(world, flags)).map(({ path, client }) => `${client} ${path.replace(run, 'RUN')}`);
};
const podmans = ['podman /home/u/.config/containers/auth.json', 'podman RUN/containers/auth.json'];
const dockers = 'docker /home/u/.docker/config.json';

it("are docker's or podman's to configure, and both to remove", async () => {
  expect(await files({})).toEqual([dockers]);
  expect(await files({ podman: true })).toEqual(podmans);
  expect(await files({ remove: true })).toEqual([dockers, ...podmans]);
  expect(await files({ remove: true, podman: true })).toEqual(podmans);
});

it('are each named once, and none of podman where no home is known', async () => {
  expect(await files({ remove: true }, { DOCKER_CONFIG: '/d' })).toEqual(['docker /d/config.json', ...podmans]);
  expect(await files({ remove: true }, { DOCKER_CONFIG: '/d', HOME: '' })).toEqual(['docker /d/config.json']);
});
