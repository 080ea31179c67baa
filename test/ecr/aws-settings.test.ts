/**
 * Every setting of a profile that counts for the calls to AWS, in every spelling, and the ones that are not understood.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAwsSettings } from '../../src/ecr/aws-settings.js';
import { Secret } from '../../src/secret.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-reg-settings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function environment(
  config: string | Buffer,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  writeFileSync(join(folder, 'config'), config);
  return { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'), ...more };
}

const dev = { kind: 'profile', profile: 'my dev' } as const;

describe('the settings of a profile', () => {
  it('count for the profile of the identity', async () => {
    const config =
      "[default]\nregion=us-west-2\n[profile 'my dev']\nregion = eu-west-1\nuse_fips_endpoint = TRUE\nuse_dualstack_endpoint=true\nmax_attempts = 7\nendpoint_url = https://a\nservices = s\n[services s]\nsts =\n  endpoint_url = https://b\n";
    const found = await readAwsSettings(dev, environment(config));
    expect(found).toMatchObject({
      useFips: true,
      useDualstack: true,
      regions: ['eu-west-1'],
      maxAttempts: 7,
      ignoreEndpoints: false,
    });
    expect([found.profileEndpoint('ecr'), found.profileEndpoint('sts')]).toEqual(['https://a', 'https://b']);
  });

  it('of the environment’s profile count for other identities, after the environment itself', async () => {
    const config = '[profile q]\nregion=eu-west-1\nuse_fips_endpoint=true\nmax_attempts=9\n';
    const variables = {
      AWS_PROFILE: 'q',
      AWS_REGION: 'ap-south-1',
      AWS_DEFAULT_REGION: 'ap-east-1',
      AWS_USE_FIPS_ENDPOINT: 'False',
      AWS_MAX_ATTEMPTS: '2',
    };
    const found = await readAwsSettings({ kind: 'ambient' }, environment(config, variables));
    expect(found).toMatchObject({ useFips: false, regions: ['ap-south-1', 'ap-east-1', 'eu-west-1'], maxAttempts: 2 });
  });

  it.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'])(
    '%s is on in every case, and nothing else is',
    async (name) => {
      const key =
        {
          AWS_USE_FIPS_ENDPOINT: 'useFips',
          AWS_USE_DUALSTACK_ENDPOINT: 'useDualstack',
          AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'ignoreEndpoints',
        }[name] ?? '';
      for (const value of ['true', 'True', 'TRUE', 'tRuE'])
        await expect(readAwsSettings(dev, environment('', { [name]: value }))).resolves.toMatchObject({ [key]: true });
      for (const value of ['false', 'False', ''])
        await expect(readAwsSettings(dev, environment('', { [name]: value }))).resolves.toMatchObject({ [key]: false });
      for (const value of ['1', 'yes', 'on', 'ture', '0'])
        await expect(readAwsSettings(dev, environment('', { [name]: value }))).rejects.toThrow(
          `${name} is neither true nor false`,
        );
    },
  );

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'a switch of the profile',
      "[profile 'my dev']\nuse_fips_endpoint = yes",
      {},
      'use_fips_endpoint of profile my dev is neither true nor false',
    ],
    ['a region that is invalid', '', { AWS_REGION: 'us east 1' }, 'AWS_REGION is not the name of a region'],
    [
      'a region that would be a host',
      "[profile 'my dev']\nregion = evil.example/",
      {},
      'region of profile my dev is not the name of a region',
    ],
    ['a number that is invalid', '', { AWS_MAX_ATTEMPTS: 'many' }, 'AWS_MAX_ATTEMPTS is not a number of attempts'],
    [
      'a section that is missing',
      "[profile 'my dev']\nservices = s",
      {},
      'profile my dev has services = s, and there is no [services s]',
    ],
    [
      'an authority that is missing',
      "[profile 'my dev']\nca_bundle = /nonexistent/ca.pem",
      {},
      '/nonexistent/ca.pem is missing',
    ],
    [
      'an authority that is a device',
      "[profile 'my dev']\nca_bundle = /dev/zero",
      {},
      '/dev/zero is not a regular file',
    ],
  ])('%s is named', async (_case, config, more, words) => {
    await expect(readAwsSettings(dev, environment(config, more))).rejects.toThrow(words);
  });

  it('name an authority, unless AWS_CA_BUNDLE does', async () => {
    writeFileSync(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n');
    const config = `[profile 'my dev']\nca_bundle = ${join(folder, 'ca.pem')}`;
    await expect(readAwsSettings(dev, environment(config))).resolves.toMatchObject({
      certificateAuthority: '-----BEGIN CERTIFICATE-----\n',
    });
    await expect(readAwsSettings(dev, environment(config, { AWS_CA_BUNDLE: '/x' }))).resolves.toMatchObject({
      certificateAuthority: undefined,
    });
  });
});

describe('a shared file that cannot be parsed', () => {
  const keys = { kind: 'keys', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Secret('s') } as const;
  const broken: readonly (readonly [string, string | Buffer])[] = [
    ['a line that is none', '[default]\nregion us-east-1\n'],
    ['a section without its bracket', '[default\nregion = us-east-1\n'],
    ['settings before any section', 'region = us-east-1\n'],
    ['bytes that are no UTF-8', Buffer.from([0x5b, 0xff, 0xfe, 0x5d])],
    ['UTF-16 text', Buffer.from('\ufeff[default]\n', 'utf16le')],
  ];

  it.each(broken)('(%s) is no matter of static keys', async (_what, config) => {
    await expect(readAwsSettings(keys, environment(config))).resolves.toMatchObject({
      useFips: false,
      regions: [],
      maxAttempts: 3,
    });
    const variables = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_REGION: 'eu-west-1' };
    await expect(readAwsSettings(keys, environment(config, variables))).resolves.toMatchObject({
      useFips: true,
      regions: ['eu-west-1'],
    });
  });

  it.each(broken)('(%s) stops whatever needs it', async (_what, config) => {
    for (const identity of [dev, { kind: 'ambient' }, { kind: 'role', roleArn: 'r', externalId: undefined }] as const)
      await expect(readAwsSettings(identity, environment(config))).rejects.toThrow(join(folder, 'config'));
    for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'])
      await expect(readAwsSettings(keys, environment(config, { [name]: 'dev' }))).rejects.toThrow(
        join(folder, 'config'),
      );
  });

  it.each(['use_fips_endpoint = true', 'USE_FIPS_ENDPOINT: True'])(
    'stops static keys too when it may demand FIPS (%s)',
    async (line) => {
      const config = `[default]\n${line}\nregion us-east-1\n`;
      await expect(readAwsSettings(keys, environment(config))).rejects.toThrow(join(folder, 'config'));
    },
  );
});
