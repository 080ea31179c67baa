/** The embedded store put together from its rooms. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedStore } from '../../src/assembly/embedded-store.js';
import { Output } from '../../src/cli/output/output.js';
import type { World } from '../../src/cli/process/world.js';
import { loadSettings } from '../../src/config/load-settings.js';
import type { Settings } from '../../src/config/settings.js';
import type { EmbeddedStore } from '../../src/registry-store/embedded-store.js';
import { Secret } from '../../src/secret.js';
import { openFileStore } from '../../src/storage/file-store.js';
import { openRecord } from '../cli/commands/doctor/records.js';
import { type CliHome, startCli, textWorld } from '../support/cli-run.js';
import { startLoopbackAws } from '../support/loopback-aws.js';
import { startLoopbackCloud } from '../support/loopback-cloud.js';
import { startLoopbackRegistry } from '../support/loopback-registry.js';
import { createPrivateCa } from '../support/private-ca.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it('exchanges with the AWS of the settings, and pings the registry with the token', async () => {
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
  const aws = await startLoopbackAws({
    keys: [{ ...key, account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ci' }],
  });
  // An ECR token goes over TLS alone.
  const ca = await createPrivateCa();
  await ca.writeTo(join(cli.folder, 'ca.pem'));
  const registry = await startLoopbackRegistry({
    tls: await ca.issue(['127.0.0.1']),
    accepts: (user, password) => user === 'AWS' && aws.isValidToken(password),
  });
  writeFileSync(join(cli.folder, 'config.yaml'), `ca_file: ca.pem\nendpoints:\n  ecr: ${aws.url}\n`);
  const { exitCode, stderr } = await cli.run(
    [
      'registry',
      'add',
      registry.authority,
      key.accessKeyId,
      key.secretAccessKey,
      '--registry-type',
      'awsecr',
      '--region',
      'us-east-1',
      '--account',
      '123456789012',
      '--debug',
    ],
    { now: Date.now() },
  );
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain(`${registry.authority}: asking the registry`);
  expect(aws.count('GetAuthorizationToken')).toBe(1);
  await Promise.all([aws.close(), registry.close()]);
});

it('refuses a ca_file that is invalid, exit 2, naming it', async () => {
  writeFileSync(join(cli.folder, 'config.yaml'), 'ca_file: /nonexistent/ca.pem\n');
  expect(await cli.run(['registry', 'add', '127.0.0.1:1', 'ci', 'p'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('/nonexistent/ca.pem') as string,
  });
});

describe('made for doctor', () => {
  async function settingsWith(change: Partial<Settings>): Promise<Settings> {
    const environment = { TS_REG_HOME: '/nonexistent' };
    return { ...(await loadSettings({ environment, flags: {}, platform: 'linux', homeFolder: '' })), ...change };
  }

  function storeWith(world: World, settings: Settings, timeLeft: () => number): EmbeddedStore {
    return createEmbeddedStore(world, settings, {
      storage: openFileStore({ paths: settings.paths, key: settings.key, warn: () => undefined }),
      output: new Output(world, { json: false, debug: true }),
      timeLeft,
    });
  }

  it('gives each exchange and ping no longer than what is left of the time for all', async () => {
    const cloud = await startLoopbackCloud();
    const silent = await startSilentServer();
    const { world } = textWorld({ environment: { AWS_ENDPOINT_URL_ECR: silent.url }, now: Date.now() });
    // The clock has fractions of a millisecond.
    const store = storeWith(world, await settingsWith({ timeoutMs: 600_000 }), () => 200.25);
    const outcomes = await store.checkOpened([
      openRecord({
        registry: cloud.registryHost,
        type: 'awsecr',
        user: cloud.key.accessKeyId,
        secret: new Secret(cloud.key.secretAccessKey),
      }),
      openRecord({ registry: silent.authority, verifyTls: false }),
    ]);
    expect(outcomes.map(({ error }) => error?.message)).toEqual([
      expect.stringContaining('time'),
      expect.stringContaining('time'),
    ]);
    await Promise.all([silent.close(), cloud.close()]);
  });

  it('uses the same proxy, authorities and rule for the role of the machine as a pull', async () => {
    const cloud = await startLoopbackCloud();
    const { world, texts } = textWorld({ environment: { ...cloud.environment }, now: Date.now() });
    const store = storeWith(world, await settingsWith({ caFile: cloud.caFile }), () => 60_000);
    const record = openRecord({
      registry: cloud.registryHost,
      type: 'awsecr',
      user: cloud.key.accessKeyId,
      secret: new Secret(cloud.key.secretAccessKey),
    });
    expect(await store.checkOpened([record])).toMatchObject([{ error: undefined, source: 'static keys' }]);
    expect(new Set(cloud.proxy.connects)).toEqual(
      new Set(['api.ecr.us-east-1.amazonaws.com:443', `${cloud.registryHost}:443`]),
    );
    const [ambient] = await store.checkOpened([{ ...record, user: 'awsauto', secret: new Secret('awsauto') }]);
    expect(ambient?.error?.message).toContain("'awsauto' is not enabled");
    expect(texts().stderr).toContain('asking the registry');
    await cloud.close();
  });
});

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
