/** What doctor says of the ECR API and the way to it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkApis } from '../../../../src/cli/commands/doctor/api-check.js';
import type { Finding } from '../../../../src/cli/commands/doctor/findings.js';
import { loadSettings } from '../../../../src/config/load-settings.js';
import type { RegistryRecord } from '../../../../src/registry/record.js';
import { Secret } from '../../../../src/secret.js';
import { type LoopbackCloud, startLoopbackCloud } from '../../../support/loopback-cloud.js';
import { openRecord } from './records.js';

let cloud: LoopbackCloud;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-api-'));
  cloud = await startLoopbackCloud();
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await cloud.close();
});

const api = 'api.ecr.us-east-1.amazonaws.com';
const record = (registry: string): RegistryRecord => openRecord({ registry, type: 'awsecr' });

async function look(
  records: readonly RegistryRecord[],
  more: { readonly authorities?: readonly string[]; readonly environment?: object } = {},
): Promise<readonly Finding[]> {
  const settings = await loadSettings({
    environment: { TS_REG_HOME: '/nonexistent' },
    flags: {},
    platform: 'linux',
    homeFolder: '',
  });
  return checkApis(records, {
    settings,
    environment: { ...cloud.environment, ...more.environment },
    certificateAuthorities: more.authorities ?? [readFileSync(cloud.caFile, 'utf8')],
    clock: Date.now,
  });
}

describe('an API', () => {
  it('that answers is named with the proxy on the way, and so is the clock', async () => {
    expect(await look([record(cloud.registryHost)])).toMatchObject([
      { level: 'ok', message: `${api} answers through the proxy ${new URL(cloud.proxy.url).host}` },
      { level: 'ok', subject: 'clock' },
    ]);
  });

  it('is asked once for any number of records of one region', async () => {
    expect(
      await look([record(cloud.registryHost), record('210987654321.dkr.ecr.us-east-1.amazonaws.com')]),
    ).toHaveLength(2);
    expect(cloud.proxy.connects).toEqual([`${api}:443`]);
  });

  it('whose region does not exist is not reached', async () => {
    expect(await look([record('1234567890.dkr.ecr.us-esat-1.amazonaws.com')])).toMatchObject([
      {
        level: 'problem',
        message: expect.stringMatching(
          /^api\.ecr\.us-esat-1\.amazonaws\.com cannot be reached through the proxy/,
        ) as string,
      },
    ]);
  });

  it('behind a proxy that refuses: the proxy is in the way, and how to go past it', async () => {
    cloud.proxy.refuseWith = 403;
    const proxy = new URL(cloud.proxy.url).host;
    expect(await look([record(cloud.registryHost)])).toMatchObject([
      {
        level: 'problem',
        message: `${api} cannot be reached through the proxy ${proxy}: proxy refused the connection (HTTP 403)`,
        fix: `curl -v --proxy http://${proxy} https://${api}/, or bypass the proxy: export NO_PROXY="\${NO_PROXY:-$no_proxy},"${api}`,
      },
    ]);
  });

  it('behind an authority that nobody named: which line to put where', async () => {
    expect(await look([record(cloud.registryHost)], { authorities: [] })).toMatchObject([
      {
        level: 'problem',
        message: expect.stringContaining('TLS certificate is not signed by a trusted authority') as string,
        fix: String.raw`if a proxy inspects TLS here, trust its certificate authority: mkdir -p /nonexistent && printf '\n%s\n' 'ca_file: /path/to/ca.pem' >> /nonexistent/config.yaml`,
      },
    ]);
  });

  it('at which nothing listens', async () => {
    const closed = openRecord({
      registry: 'images.example.com',
      type: 'awsecr',
      location: { region: 'us-east-1', endpoint: 'https://127.0.0.1:1' },
    });
    expect(await look([closed])).toMatchObject([
      {
        level: 'problem',
        message: '127.0.0.1:1 cannot be reached: connection refused',
        fix: 'curl -sv https://127.0.0.1:1/',
      },
    ]);
  });

  it('is that of the profile of each record, and one that two profiles share is named once', async () => {
    const config = join(folder, 'config');
    writeFileSync(
      config,
      '[profile a]\nendpoint_url = https://127.0.0.1:1\n[profile b]\nendpoint_url = https://127.0.0.1:1\n[profile c]\n',
    );
    const records = ['a', 'b', 'c'].map((profile, index) =>
      openRecord({
        registry: `12345678901${index}.dkr.ecr.us-east-1.amazonaws.com`,
        type: 'awsecr',
        user: '_aws_profile',
        secret: new Secret(profile),
      }),
    );
    expect((await look(records, { environment: { AWS_CONFIG_FILE: config } })).map(({ message }) => message)).toEqual([
      '127.0.0.1:1 cannot be reached: connection refused',
      expect.stringMatching(`^${api} answers`),
      'agrees with the network',
    ]);
  });

  it('that no record tells the region of', async () => {
    expect(await look([record('images.example.com')])).toMatchObject([
      {
        level: 'problem',
        message: 'cannot tell the AWS region of images.example.com from its name',
        fix: expect.stringContaining('--region') as string,
      },
    ]);
  });
});
