/** What doctor says of docker. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkDocker } from '../../../src/cli/doctor/docker-check.js';
import type { RegistryRecord } from '../../../src/registry/record.js';
import { textWorld } from '../../support/cli-run.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-docker-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const records: readonly RegistryRecord[] = [
  { registry: 'r.example.com', name: undefined, type: 'docker_v2', user: 'u', verifyTls: true, origin: 'add', location: {}, createdAt: 0, updatedAt: 0, version: 1 },
];

async function messages(configuration: string): Promise<readonly string[]> {
  writeFileSync(join(folder, 'config.json'), configuration);
  const findings = await checkDocker(records, textWorld({ environment: { DOCKER_CONFIG: folder, PATH: '' } }).world);
  return findings.map(({ level, message }) => `${level}: ${message.replace(folder, '')}`);
}

it('asks ts-reg through credsStore too', async () => {
  expect((await messages('{"credsStore":"ts-reg"}'))[0]).toBe('ok: /config.json asks ts-reg for every stored registry');
});

it('is only a remark while docker is not set up at all: podman or CI may be what is used', async () => {
  expect(await messages('{}')).toEqual(['remark: /config.json does not ask ts-reg for any registry']);
});

it('is no matter without a stored registry', async () => {
  expect(await checkDocker([], textWorld().world)).toEqual([]);
});
