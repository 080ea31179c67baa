/** Doctor tries credentials with what a pull would use. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkDependencies } from '../../../../src/cli/commands/doctor/exchange-and-ping.js';
import { Output } from '../../../../src/cli/output/output.js';
import { loadSettings } from '../../../../src/config/load-settings.js';
import { parseRegistryName } from '../../../../src/registry/registry-name.js';
import { Secret } from '../../../../src/secret.js';
import { openFileStore } from '../../../../src/storage/file-store.js';
import { textWorld } from '../../../support/cli-run.js';
import { type LoopbackCloud, startLoopbackCloud } from '../../../support/loopback-cloud.js';
import { openRecord } from './records.js';

let cloud: LoopbackCloud;
/** Takes every connection and says nothing. */
async function startSilentServer(): Promise<{
  readonly url: string;
  readonly authority: string;
  close(): Promise<void>;
}> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${authority}`,
    authority,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

beforeEach(async () => {
  cloud = await startLoopbackCloud();
});
afterEach(() => cloud.close());

it('no longer than is left of the time for all', async () => {
  const silent = await startSilentServer();
  const { world } = textWorld({ environment: { AWS_ENDPOINT_URL_ECR: silent.url }, now: Date.now() });
  const settings = {
    ...(await loadSettings({
      environment: { TS_REG_HOME: '/nonexistent' },
      flags: {},
      platform: 'linux',
      homeFolder: '',
    })),
    timeoutMs: 600_000,
  };
  const { renewal, ping } = await checkDependencies({
    world,
    output: new Output(world, { json: false, debug: false }),
    settings,
    storage: openFileStore({ paths: settings.paths, key: settings.key, warn: () => undefined }),
    certificateAuthorities: [],
    // The clock has fractions of a millisecond.
    left: () => 200.25,
  });
  const record = openRecord({
    registry: cloud.registryHost,
    type: 'awsecr',
    user: cloud.key.accessKeyId,
    secret: new Secret(cloud.key.secretAccessKey),
  });
  await expect(renewal.exchange(record, 'update')).rejects.toMatchObject({
    message: expect.stringContaining('time') as string,
  });
  const credential = { username: 'ci', password: new Secret('p') };
  await expect(
    ping.ping({ name: parseRegistryName(silent.authority), credential, verifyTls: false }),
  ).rejects.toMatchObject({ message: expect.stringContaining('time') as string });
  await silent.close();
});

it('the same proxy, authorities and gate', async () => {
  const { world, texts } = textWorld({ environment: { ...cloud.environment }, now: Date.now() });
  const settings = await loadSettings({
    environment: { TS_REG_HOME: '/nonexistent' },
    flags: {},
    platform: 'linux',
    homeFolder: '',
  });
  const { renewal, ping, debug } = await checkDependencies({
    world,
    output: new Output(world, { json: false, debug: true }),
    settings,
    storage: openFileStore({ paths: settings.paths, key: settings.key, warn: () => undefined }),
    certificateAuthorities: [readFileSync(cloud.caFile, 'utf8')],
    left: () => 60_000,
  });
  const record = openRecord({
    registry: cloud.registryHost,
    type: 'awsecr',
    user: cloud.key.accessKeyId,
    secret: new Secret(cloud.key.secretAccessKey),
  });
  const token = await renewal.exchange(record, 'update');
  await ping.ping({ name: parseRegistryName(cloud.registryHost), credential: token, verifyTls: true });
  expect(token.source).toBe('static keys');
  expect(new Set(cloud.proxy.connects)).toEqual(
    new Set(['api.ecr.us-east-1.amazonaws.com:443', `${cloud.registryHost}:443`]),
  );
  await expect(
    renewal.exchange({ ...record, user: 'awsauto', secret: new Secret('awsauto') }, 'update'),
  ).rejects.toThrow("'awsauto' is not enabled");
  debug('a step');
  expect(texts().stderr).toContain('a step');
});
