/** What doctor says of the gate, and when the role of this machine matters. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkGate,
  checkRole,
  profilesOnRole,
  usesMachineRole,
} from '../../../../src/cli/commands/doctor/aws-check.js';
import { loadSettings } from '../../../../src/config/load-settings.js';
import { TsRegError } from '../../../../src/errors.js';
import type { CheckOutcome } from '../../../../src/registry-store/check.js';
import { Secret } from '../../../../src/secret.js';
import { type LoopbackImds, startLoopbackImds } from '../../../support/loopback-imds.js';
import { openRecord } from './records.js';

const settings = await loadSettings({
  environment: { TS_REG_HOME: '/nonexistent' },
  flags: {},
  platform: 'linux',
  homeFolder: '',
});
const none: ReadonlySet<string> = new Set();
const ambient = openRecord({ registry: 'a.example.com', type: 'awsecr', user: 'awsauto' });
const keys = openRecord({ registry: 'k.example.com', type: 'awsecr', user: 'AKIAIOSFODNN7EXAMPLE' });

it('the role is used by awsauto and _iam_role of awsecr records alone', () => {
  expect(
    [ambient, { ...ambient, user: '_iam_role' }, keys, { ...ambient, type: 'docker_v2' as const }].map(usesMachineRole),
  ).toEqual([true, true, false, false]);
});

describe('the gate', () => {
  it('is no matter for records with keys', () => {
    expect(checkGate([keys], settings, none)).toEqual([]);
  });

  it('is named with the line that opens it when a record stands behind it', () => {
    expect(checkGate([keys, ambient], settings, none)).toEqual([
      {
        level: 'problem',
        subject: 'aws',
        message: 'the role of this machine is not allowed, but used by a.example.com',
        fix: settings.ambientGateHint,
      },
    ]);
    expect(checkGate([ambient], { ...settings, allowAmbientRole: true }, none)).toMatchObject([{ level: 'ok' }]);
  });
});

it('a profile whose chain ends in the role of this machine stands behind the gate too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ts-reg-gate-'));
  const file = join(folder, 'config');
  const arn = 'arn:aws:iam::123456789012:role/r';
  await writeFile(
    file,
    `[profile box]\nrole_arn=${arn}\ncredential_source=EcsContainer\n[profile far]\nrole_arn=${arn}\nsource_profile=box\n[profile own]\nrole_arn=${arn}\ncredential_source=Environment\n`,
  );
  const records = ['box', 'far', 'own', 'missing'].map((profile) =>
    openRecord({ registry: profile, type: 'awsecr', user: '_aws_profile', secret: new Secret(profile) }),
  );
  const found = await profilesOnRole(records, { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' });
  expect([...found]).toEqual(['box', 'far']);
  expect(checkGate(records, settings, found)).toMatchObject([
    { message: 'the role of this machine is not allowed, but used by box, far' },
  ]);
  await rm(folder, { recursive: true });
});

describe('an instance without a role', () => {
  let imds: LoopbackImds;
  beforeEach(async () => {
    imds = await startLoopbackImds({
      roleName: '',
      region: 'us-east-1',
      account: '1',
      session: () => {
        throw new Error('nobody asks for keys');
      },
    });
    imds.mode = 'no-role';
  });
  afterEach(() => imds.close());

  async function level({ allowAmbientRole = true, ...found }: Case): Promise<string | undefined> {
    const { registry } = ambient;
    const outcome: CheckOutcome = { registry, error: undefined, source: undefined, isTried: true, ...found };
    const environment = { AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url };
    const [finding] = await checkRole(
      { environment, records: [ambient, keys], outcomes: Promise.resolve([outcome]) },
      { allowAmbientRole },
    );
    return finding?.level;
  }
  type Case = Partial<CheckOutcome> & { readonly allowAmbientRole?: boolean };
  const noCredentials = new TsRegError('refused', 'no AWS credentials found');
  const denied = new TsRegError('refused', 'AccessDenied', { detail: { credentialSource: 'profile default (keys)' } });

  it.each<[string, string, Case]>([
    ['a problem where nothing else gave credentials', 'problem', { error: noCredentials }],
    ['a remark where a profile did', 'remark', { source: 'profile default (keys)' }],
    ['a remark where a profile did and was refused: the policy is at fault', 'remark', { error: denied }],
    ['a remark while the gate is closed', 'remark', { error: noCredentials, allowAmbientRole: false }],
    ['a remark where a record with keys fails', 'remark', { registry: keys.registry, error: noCredentials }],
  ])('is %s', async (_, expected, trial) => {
    expect(await level(trial)).toBe(expected);
  });
});
