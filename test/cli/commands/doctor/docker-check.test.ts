/** What doctor says of docker. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkDocker } from '../../../../src/cli/commands/doctor/docker-check.js';
import type { RegistryRecord } from '../../../../src/registry/record.js';
import { textWorld } from '../../../support/cli-run.js';
import { openRecord } from './records.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-docker-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const records: readonly RegistryRecord[] = [openRecord()];

async function messages(configuration: string, stored = records): Promise<readonly string[]> {
  writeFileSync(join(folder, 'config.json'), configuration);
  const findings = await checkDocker(stored, textWorld({ environment: { DOCKER_CONFIG: folder, PATH: '' } }).world);
  return findings.map(({ level, message }) => `${level}: ${message.replace(folder, '')}`);
}

it('asks ts-reg through credsStore too', async () => {
  expect((await messages('{"credsStore":"ts-reg"}'))[0]).toBe('ok: /config.json uses ts-reg for every stored registry');
});

it('is only a remark while docker is not set up at all: podman or CI may be what is used', async () => {
  expect(await messages('{}')).toEqual(['remark: /config.json does not use ts-reg for any registry']);
});

it('is no matter without a stored registry', async () => {
  expect(await checkDocker([], textWorld().world)).toEqual([]);
});

it('asks another helper where credHelpers names one beside credsStore', async () => {
  expect((await messages('{"credsStore":"ts-reg","credHelpers":{"r.example.com":"ecr-login"}}'))[0]).toBe(
    'problem: /config.json does not use ts-reg for r.example.com',
  );
});

it('is only a remark too when two records lie on one host', async () => {
  const two = [openRecord({ registry: 'r.example.com/a' }), openRecord({ registry: 'r.example.com/b' })];
  expect(await messages('{"credHelpers":{"other.example.com":"ecr-login"}}', two)).toEqual([
    'remark: /config.json does not use ts-reg for any registry',
  ]);
});

it('is told which hosts are missing, each once, as one command', async () => {
  writeFileSync(join(folder, 'config.json'), '{"credHelpers":{"r.example.com":"ts-reg"}}');
  const stored = [
    openRecord(),
    openRecord({ registry: 'b.example.com/x' }),
    openRecord({ registry: 'b.example.com/y' }),
    openRecord({ registry: 'c.example.com' }),
  ];
  const [finding] = await checkDocker(stored, textWorld({ environment: { DOCKER_CONFIG: folder, PATH: '' } }).world);
  expect(finding).toMatchObject({ level: 'problem', fix: 'ts-reg configure-docker b.example.com c.example.com' });
});
