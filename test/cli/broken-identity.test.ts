/**
 * Set-ups of AWS that are broken, as a process on an instance with a role: named by add and by doctor, and the role is
 * not used.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { type Ended, run, tsReg } from '../support/spawned.js';

let cloud: LoopbackCloud;
let home: string;

beforeEach(async () => {
  cloud = await startLoopbackCloud();
  home = mkdtempSync(join(tmpdir(), 'ts-reg-broken-identity-'));
  writeFileSync(join(home, 'config.yaml'), 'allow_awsecr_iam_auto: True\n');
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await cloud.close();
});

function ts(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  const own = {
    TS_REG_HOME: home,
    HOME: home,
    DOCKER_CONFIG: join(home, 'docker'),
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    TS_REG_PASSWORD: 'awsauto',
  };
  return run(tsReg, argv, { environment: { ...cloud.environment, ...own, ...environment } });
}

it.each<[string, string, Readonly<Record<string, string>>, string]>([
  ['AWS_PROFILE=typo', '', { AWS_PROFILE: 'typo' }, 'profile typo was not found'],
  [
    'credential_process = /bin/false',
    '[default]\ncredential_process = /bin/false\n',
    {},
    'credential_process of profile default failed (exit code 1)',
  ],
  [
    'a key id without its secret',
    '',
    { AWS_ACCESS_KEY_ID: 'AKIA' },
    'AWS_ACCESS_KEY_ID is set but not AWS_SECRET_ACCESS_KEY',
  ],
  [
    'a FIPS switch that is invalid',
    '',
    { AWS_USE_FIPS_ENDPOINT: 'yes' },
    'AWS_USE_FIPS_ENDPOINT is neither true nor false',
  ],
])('%s', async (_case, config, environment, words) => {
  writeFileSync(join(home, 'aws-config'), config);
  const refused = await ts(['registry', 'add', cloud.registryHost, 'awsauto'], environment);
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toContain(words);
  const stored = await ts(['registry', 'add', cloud.registryHost, 'awsauto', '--skip-validate'], environment);
  expect(stored.exitCode, stored.stderr).toBe(0);
  expect(cloud.imds.requests).toEqual([]);
  const examined = await ts(['doctor'], environment);
  expect(examined.stdout).toContain(words);
  expect(cloud.imds.requests).not.toContain('GET /latest/meta-data/iam/security-credentials/puller');
});

it('a token kept for one AWS_PROFILE is not handed out for another', async () => {
  const keys = `aws_access_key_id=${cloud.key.accessKeyId}\naws_secret_access_key=${cloud.key.secretAccessKey}\n`;
  writeFileSync(join(home, 'aws-config'), `[default]\n${keys}[profile a]\n${keys}`);
  const added = await ts(['registry', 'add', cloud.registryHost, 'awsauto'], {});
  expect(added.exitCode, added.stderr).toBe(0);
  const count = (): number => cloud.aws.count('GetAuthorizationToken');
  const counts: number[] = [count()];
  for (const environment of [{}, { AWS_PROFILE: 'a' }, { AWS_PROFILE: 'a' }, {}] as readonly Readonly<
    Record<string, string>
  >[]) {
    expect((await ts(['registry', 'token', cloud.registryHost], environment)).exitCode).toBe(0);
    counts.push(count());
  }
  expect(counts).toEqual([1, 1, 2, 2, 3]);
  const refused = await ts(['registry', 'token', cloud.registryHost], { AWS_PROFILE: 'typo' });
  expect(refused.exitCode).not.toBe(0);
});

it('a key id with a zero-width character is named, and AWS is not asked', async () => {
  for (const more of [[], ['--skip-validate']]) {
    const refused = await ts(['registry', 'add', cloud.registryHost, 'AKIA\u200bIOSFODNN7EXAMPLE', ...more], {
      TS_REG_PASSWORD: cloud.key.secretAccessKey,
    });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('the access key id has an invisible character (U+200B)');
  }
  expect(cloud.aws.calls).toEqual([]);
});
