/** What is set up but broken ends the search: it is named, and neither AWS nor the metadata service is asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { machineRoleSetting } from '../../src/ecr/profile-credentials.js';
import { account, type AwsExchange, key, requestFor, role, startAwsExchange } from '../support/aws-exchange.js';
import { type LoopbackImds, startLoopbackImds } from '../support/loopback-imds.js';

const keys = `aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`;
let world: AwsExchange;
let imds: LoopbackImds;
let home: string;

beforeEach(async () => {
  world = await startAwsExchange();
  home = await mkdtemp(join(tmpdir(), 'ts-reg-broken-'));
  const session = () => world.aws.principals.issueSession(role, 'i-0abc', Date.now() + 3_600_000);
  imds = await startLoopbackImds({ roleName: 'puller', region: 'us-east-1', account, session });
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', imds.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([world.aws.close(), imds.close()]);
  await rm(home, { recursive: true });
});

async function environment(
  config: string | Buffer,
  more: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  await writeFile(join(home, 'config'), config);
  return { HOME: home, AWS_CONFIG_FILE: join(home, 'config'), AWS_EC2_METADATA_DISABLED: '', ...more };
}

describe('awsauto on an instance with a role', () => {
  it.each<[string, string | Buffer, Readonly<Record<string, string>>, string]>([
    ['a profile that is not there', '', { AWS_PROFILE: 'typo' }, 'profile typo was not found in '],
    ['the same by its other name', '', { AWS_DEFAULT_PROFILE: 'typo' }, 'profile typo was not found in '],
    [
      'a program that fails',
      '[default]\ncredential_process = /bin/false\n',
      {},
      'credential_process of profile default failed (exit code 1)',
    ],
    [
      'a program that is not there',
      '[default]\ncredential_process = /nonexistent/x\n',
      {},
      'credential_process of profile default failed (exit code 127)',
    ],
    [
      'a program without keys',
      '[default]\ncredential_process = echo {}\n',
      {},
      'credential_process of profile default printed no "Version": 1',
    ],
    [
      'a key id without its secret',
      '',
      { AWS_ACCESS_KEY_ID: 'AKIA' },
      'AWS_ACCESS_KEY_ID is set but not AWS_SECRET_ACCESS_KEY',
    ],
    [
      'a secret without its key id',
      '',
      { AWS_SECRET_ACCESS_KEY: 's' },
      'AWS_SECRET_ACCESS_KEY is set but not AWS_ACCESS_KEY_ID',
    ],
    [
      'a key id without its secret in a profile',
      '[default]\naws_access_key_id=AKIA\n',
      {},
      'profile default has an aws_access_key_id but no aws_secret_access_key',
    ],
    [
      'a source that is missing',
      `[default]\nrole_arn=${role.arn}\nsource_profile=base\n`,
      {},
      'profile default has source_profile = base, which was not found',
    ],
    [
      'two sources',
      `[default]\nrole_arn=${role.arn}\nsource_profile=base\ncredential_source=Ec2InstanceMetadata\n[profile base]\n${keys}`,
      {},
      'has both source_profile and credential_source',
    ],
    [
      'a container that is invalid',
      `[default]\nrole_arn=${role.arn}\ncredential_source=EcsContainer\n`,
      {},
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set',
    ],
    [
      'an environment without keys',
      `[default]\nrole_arn=${role.arn}\ncredential_source=Environment\n`,
      {},
      'but AWS_ACCESS_KEY_ID is not set',
    ],
    [
      'a token file without a role',
      '',
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent/oidc' },
      'AWS_WEB_IDENTITY_TOKEN_FILE is set but not AWS_ROLE_ARN',
    ],
    [
      'a token file that is missing',
      '',
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent/oidc', AWS_ROLE_ARN: role.arn },
      '/nonexistent/oidc',
    ],
    [
      'a container endpoint that is invalid',
      '',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'nonsense' },
      'AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URI',
    ],
    [
      'an SSO session that never began',
      `[default]\nsso_start_url=https://x\nsso_region=eu-west-1\nsso_account_id=${account}\nsso_role_name=r\n`,
      {},
      'there is no SSO session',
    ],
    ['a file with a fault', '[default]\nregion us-east-1\n', {}, 'config line 2: a line has to be KEY = VALUE'],
    ['a file in UTF-16', Buffer.from('\ufeff[default]\n', 'utf16le'), {}, 'config is UTF-16 text; save it as UTF-8'],
    ['a file that is no text', Buffer.from([0x5b, 0xff, 0xfe, 0x5d]), {}, 'config is not UTF-8 text'],
    [
      'a switch that is invalid',
      '',
      { AWS_EC2_METADATA_DISABLED: 'ture' },
      'AWS_EC2_METADATA_DISABLED is neither true nor false',
    ],
  ])('%s: refused and named', async (_case, config, more, words) => {
    const error = await world.failure(requestFor({ kind: 'ambient' }), {
      environment: await environment(config, more),
    });
    expect(error.message).toContain(words);
    expect(error.httpCode).toBe(406);
    expect(imds.requests).toEqual([]);
    expect(world.aws.calls).toEqual([]);
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['no files', '', {}],
    ['a default profile with settings alone', '[default]\nregion = eu-west-1\noutput = json\n', {}],
    ['a chosen profile with settings alone', '[profile box]\nregion = eu-west-1\n', { AWS_PROFILE: 'box' }],
    ['a role without a token file', '', { AWS_ROLE_ARN: role.arn }],
  ])('with %s the instance role is used', async (_case, config, more) => {
    const token = await world.exchange(requestFor({ kind: 'ambient' }), {
      environment: await environment(config, more),
    });
    expect(token.source).toBe('EC2 instance role');
    expect(imds.version1Requests).toBe(0);
  });
});

describe('a named profile', () => {
  it('with blanks, quotes and foreign letters is found as configure writes it', async () => {
    for (const [name, section] of [
      ['my dev', "'my dev'"],
      ["it's", "'it'\"'\"'s'"],
      ['größe', 'größe'],
      ['a.b@c', 'a.b@c'],
    ] as const) {
      const token = await world.exchange(requestFor({ kind: 'profile', profile: name }), {
        environment: await environment(`[profile ${section}]\n${keys}`),
      });
      expect(token.source).toBe(`profile ${name} (keys)`);
    }
  });

  it('holds its own endpoint, although the profile of the environment holds another', async () => {
    const config = `[default]\nendpoint_url = http://127.0.0.1:1\n[profile p]\n${keys}endpoint_url = ${world.aws.url}\n`;
    const endpoints = { ecr: undefined, sts: undefined };
    await expect(
      world.exchange(requestFor({ kind: 'profile', profile: 'p' }), {
        endpoints,
        environment: await environment(config),
      }),
    ).resolves.toBeDefined();
  });

  it.each(['AKIA\u200bIOSFODNN7EXAMPLE', 'AKIA IOSFODNN7EXAMPLE', 'akiaiosfodnn7example', 'AKIAIOSFODNN7EXAMPL\u0415'])(
    'with the key id %j is refused before AWS is asked',
    async (id) => {
      const error = await world.failure(requestFor({ kind: 'profile', profile: 'p' }), {
        environment: await environment(`[profile p]\naws_access_key_id=${id}\naws_secret_access_key=s\n`),
      });
      expect(error.message).toMatch(/the access key id has .*U\+[0-9A-F]{4}\), and key ids have only A-Z and 0-9/);
      expect(world.aws.calls).toEqual([]);
    },
  );

  it('asks STS in the region of the environment, else of the profile, else of the registry', async () => {
    const config = (region: string): string =>
      `[profile base]\n${keys}[profile p]\n${region}role_arn = ${role.arn}\nsource_profile = base\n`;
    const regions: (string | undefined)[] = [];
    for (const [region, more] of [
      ['region = eu-west-1\n', { AWS_REGION: 'eu-central-1' }],
      ['region = eu-west-1\n', {}],
      ['', {}],
    ] as const) {
      await world
        .exchange(requestFor({ kind: 'profile', profile: 'p' }), {
          environment: await environment(config(region), more),
        })
        .catch(() => undefined);
      regions.push(world.aws.calls.filter(({ operation }) => operation === 'AssumeRole').at(-1)?.region);
    }
    expect(regions).toEqual(['eu-central-1', 'eu-west-1', 'us-east-1']);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'ts-reg-machine-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('the setting is named; a broken or missing profile has none', async () => {
  const file = join(folder, 'config');
  const role = 'role_arn = arn:aws:iam::123456789012:role/r\n';
  writeFileSync(
    file,
    `[profile a]\n${role}credential_source = Ec2InstanceMetadata\n[profile b]\n${role}source_profile = a\n[profile c]\n${role}\n[profile d]\n${role}credential_source = Environment\n`,
  );
  const environment = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
  const found = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((profile) => machineRoleSetting(profile, environment)));
  expect(found).toEqual([
    'credential_source = Ec2InstanceMetadata',
    'credential_source = Ec2InstanceMetadata',
    undefined,
    undefined,
    undefined,
  ]);
});
