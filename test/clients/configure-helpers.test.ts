/** docker and podman are made to use ts-reg, and no other setting is lost. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configureHelpers } from '../../src/clients/configure-helpers.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-configure-'));
  path = join(folder, 'config.json');
});
afterEach(() => rm(folder, { recursive: true }));

const helpers = async (): Promise<unknown> =>
  (JSON.parse(await readFile(path, 'utf8')) as { credHelpers?: unknown }).credHelpers;

it('adds registries once, and says what another helper answered for', async () => {
  await writeFile(path, '{"credHelpers":{"a.example":"ecr-login","b.example":"ts-reg"},"credsStore":"desktop"}');
  const change = { add: ['a.example', 'b.example', 'docker.io', 'docker.io'], remove: [] };
  expect(await configureHelpers(path, change)).toEqual({
    written: true,
    added: ['a.example', 'https://index.docker.io/v1/', 'docker.io'],
    removed: [],
    restored: [],
    replaced: [{ key: 'a.example', helper: 'ecr-login' }],
  });
  expect(await helpers()).toEqual({
    'a.example': 'ts-reg',
    'b.example': 'ts-reg',
    'https://index.docker.io/v1/': 'ts-reg',
    'docker.io': 'ts-reg',
  });
  expect(await configureHelpers(path, change)).toEqual({
    written: false,
    added: [],
    removed: [],
    restored: [],
    replaced: [],
  });
});

it("removes what is ours and leaves what is another helper's", async () => {
  const text =
    '{"credHelpers":{"a.example":"ecr-login","b.example":"ts-reg","docker.io":"ts-reg","https://index.docker.io/v1/":"ts-reg"}}';
  await writeFile(path, text);
  expect(await configureHelpers(path, { add: [], remove: ['a.example', 'c.example'] })).toMatchObject({
    written: false,
    removed: [],
  });
  expect(await configureHelpers(path, { add: [], remove: ['docker.io'] })).toMatchObject({
    written: true,
    removed: ['https://index.docker.io/v1/', 'docker.io'],
  });
  expect(await configureHelpers(path, { add: [], remove: 'all' })).toMatchObject({
    written: true,
    removed: ['b.example'],
  });
  expect(await helpers()).toEqual({ 'a.example': 'ecr-login' });
});

it('removing from a file that is not there makes none', async () => {
  expect(await configureHelpers(path, { add: [], remove: 'all' })).toMatchObject({ written: false });
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('a broken file is refused by path and keeps its bytes', async () => {
  await writeFile(path, '{"credHelpers": {');
  await expect(configureHelpers(path, { add: ['a.example'], remove: [] })).rejects.toMatchObject({
    kind: 'io',
    message: `${path} is not valid JSON; it was not changed`,
  });
  expect(await readFile(path, 'utf8')).toBe('{"credHelpers": {');
});

it('puts the helper back that ts-reg took the place of', async () => {
  await writeFile(path, '{"credHelpers":{"a.example":"ts-reg","b.example":"ts-reg","c.example":"gcloud"}}');
  const restore = new Map([
    ['a.example', 'ecr-login'],
    ['b.example', ''],
    ['c.example', 'pass'],
    ['d.example', 'pass'],
  ]);
  expect(await configureHelpers(path, { add: [], remove: 'all', restore })).toMatchObject({
    removed: ['a.example', 'b.example'],
    restored: [{ key: 'a.example', helper: 'ecr-login' }],
  });
  expect(await helpers()).toEqual({ 'a.example': 'ecr-login', 'c.example': 'gcloud' });
});
