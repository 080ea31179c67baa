/** Doctor tries credentials with what a pull would use. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { trialRooms } from '../../../src/cli/doctor/trial-rooms.js';
import { Output } from '../../../src/cli/output/output.js';
import { loadSettings } from '../../../src/config/load-settings.js';
import { parseRegistryName } from '../../../src/registry/registry-name.js';
import { Secret } from '../../../src/secret.js';
import { openFileStore } from '../../../src/storage/file-store.js';
import { textWorld } from '../../support/cli-run.js';
import { type LoopbackCloud, startLoopbackCloud } from '../../support/loopback-cloud.js';
import { openRecord } from './records.js';

let cloud: LoopbackCloud;
beforeEach(async () => {
  cloud = await startLoopbackCloud();
});
afterEach(() => cloud.close());

it('the same proxy, authorities and gate', async () => {
  const { world, texts } = textWorld({ environment: { ...cloud.environment }, now: Date.now() });
  const settings = await loadSettings({ environment: { TS_REG_HOME: '/nonexistent' }, flags: {}, platform: 'linux', homeFolder: '' });
  const { renewal, ping, debug } = await trialRooms({
    world,
    output: new Output(world, { json: false, debug: true }),
    settings,
    storage: openFileStore({ paths: settings.paths, key: settings.key, warn: () => undefined }),
    certificateAuthorities: [readFileSync(cloud.caFile, 'utf8')],
  });
  const record = openRecord({ registry: cloud.registryHost, type: 'awsecr', user: cloud.key.accessKeyId, secret: new Secret(cloud.key.secretAccessKey) });
  const token = await renewal.exchange(record, 'update');
  await ping.ping({ name: parseRegistryName(cloud.registryHost), credential: token, verifyTls: true });
  expect(token.source).toBe('static keys');
  expect(new Set(cloud.proxy.connects)).toEqual(new Set(['api.ecr.us-east-1.amazonaws.com:443', `${cloud.registryHost}:443`]));
  expect(() => renewal.exchange({ ...record, user: 'awsauto', secret: new Secret('awsauto') }, 'update')).toThrow("'awsauto' is not enabled");
  debug('a step');
  expect(texts().stderr).toContain('a step');
});
