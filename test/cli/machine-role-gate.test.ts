/**
 * The role of this machine behind its gate, as a process: whichever way a profile takes to it, a closed gate means that
 * no request is sent, and an open one that only version 2 of the metadata service is.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpEndpoint, startContainerEndpoint } from '../support/aws-credential-endpoints.js';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

const target = 'arn:aws:iam::1234567890:role/target';
const instance = { arn: 'arn:aws:iam::1234567890:role/puller' };
let cloud: LoopbackCloud;
let agent: HttpEndpoint;
let home: string;

beforeEach(async () => {
  cloud = await startLoopbackCloud({ roles: [{ arn: target }] });
  agent = await startContainerEndpoint({
    session: () => cloud.aws.principals.issueSession(instance, 'task', Date.now() + 3_600_000),
  });
  home = mkdtempSync(join(tmpdir(), 'ts-reg-gate-'));
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await Promise.all([cloud.close(), agent.close()]);
});

function gate(open: boolean): void {
  writeFileSync(join(home, 'config.yaml'), `allow_awsecr_iam_auto: ${open ? 'True' : 'False'}\n`);
}

function profiles(text: string): void {
  writeFileSync(join(home, 'aws-config'), text);
}

function ts(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return run(tsReg, argv, { environment: { ...surroundings(), ...environment } });
}

function surroundings(): Readonly<Record<string, string>> {
  return {
    ...cloud.environment,
    TS_REG_HOME: home,
    HOME: home,
    DOCKER_CONFIG: join(home, 'docker'),
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/creds`,
    TS_REG_PASSWORD: 'p',
  };
}

const add = (...more: readonly string[]): readonly string[] => [
  'registry',
  'add',
  cloud.registryHost,
  '_aws_profile',
  ...more,
];
const role = (more: string): string => `role_arn = ${target}\n${more}\n`;

const ways: Readonly<Record<string, string>> = {
  'credential_source = Ec2InstanceMetadata': `[profile p]\n${role('credential_source = Ec2InstanceMetadata')}`,
  'credential_source = EcsContainer': `[profile p]\n${role('credential_source = EcsContainer')}`,
  'the end of a chain of source_profile': `[profile p]\n${role('source_profile = q')}[profile q]\n${role('source_profile = r')}[profile r]\n${role('credential_source = Ec2InstanceMetadata')}`,
  'a source_profile that has no role of its own': `[profile p]\n${role('source_profile = q')}[profile q]\ncredential_source = Ec2InstanceMetadata\n`,
  'keys and blanks as configure writes them': `[profile "p"]\nROLE_ARN:${target}\nCredential_Source  :  EcsContainer\n`,
  'web_identity-less beside a region': `[profile p]\nregion = eu-west-1\n${role('credential_source=Ec2InstanceMetadata # here')}`,
};

describe.each(Object.entries(ways))('a closed gate stops %s', (_way, text) => {
  it('at add, with --skip-validate too, at update and at each use, and asks nobody', async () => {
    profiles(text);
    gate(false);
    for (const more of [[], ['--skip-validate']]) {
      const refused = await ts(add(...more));
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
      expect(refused.stderr).toMatch(
        /'_aws_profile' p \(credential_source = \w+, the role of this machine\) is not enabled in service configuration/,
      );
    }
    gate(true);
    expect(
      (
        await ts(add('--skip-validate'), {
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
        })
      ).exitCode,
    ).toBe(0);
    gate(false);
    for (const argv of [
      ['registry', 'check', cloud.registryHost],
      ['registry', 'refresh'],
      ['registry', 'token', cloud.registryHost],
    ]) {
      const refused = await ts(argv);
      expect(refused.exitCode, argv.join(' ')).not.toBe(0);
      expect(refused.stderr, argv.join(' ')).toContain('is not enabled in service configuration');
    }
    expect([...cloud.imds.requests, ...agent.requests]).toEqual([]);
    const examined = await ts(['doctor']);
    expect(examined.stdout).toContain(`the role of this machine is not allowed, but used by ${cloud.registryHost}`);
    // Doctor asks for iam/info once, and for nothing else. Its 2 s may be over before the second request.
    const asked = ['PUT /latest/api/token', 'GET /latest/meta-data/iam/info'].slice(0, cloud.imds.requests.length);
    expect(cloud.imds.requests).toEqual(asked);
    expect(examined.stdout).toMatch(
      asked.length === 2
        ? /aws: instance role .*:instance-profile\/|aws: no instance metadata service .*time limit/
        : /aws: no instance metadata service .*time limit/,
    );
    expect(agent.requests).toEqual([]);
  }, 240_000);
});

describe.each([
  ['awsauto', 'awsauto', "'awsauto' is not enabled in service configuration"],
  ['_iam_role', `${target};tenant-7`, "'_iam_role' is not enabled in service configuration"],
  ['_aws_profile', 'p', "'_aws_profile' p (credential_source = EcsContainer, the role of this machine) is not enabled"],
])('a closed gate stops %s', (user, secret, words) => {
  beforeEach(() => {
    profiles(`[profile p]\n${role('credential_source = EcsContainer')}`);
  });
  const update = (...more: readonly string[]): Promise<Ended> =>
    ts(['registry', 'update', cloud.registryHost, user, ...more], { TS_REG_PASSWORD: secret });

  it('at update, with --skip-validate too: what was stored stays, and nobody is asked', async () => {
    gate(false);
    const stored = ['registry', 'add', cloud.registryHost, cloud.key.accessKeyId, '--skip-validate'];
    expect((await ts(stored, { TS_REG_PASSWORD: cloud.key.secretAccessKey })).exitCode).toBe(0);
    for (const more of [[], ['--skip-validate'], ['--registry-type', 'awsecr']]) {
      const refused = await update(...more);
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
      expect(refused.stderr).toContain(words);
    }
    expect((await ts(['registry', 'get', cloud.registryHost])).stdout).toContain(cloud.key.accessKeyId);
    expect([...cloud.imds.requests, ...agent.requests]).toEqual([]);
  });

  it('at the helper of docker, at the plugin of the kubelet and at a renewal, and nobody is asked', async () => {
    gate(true);
    // No token is kept from here: nobody answers.
    const added = await ts(['registry', 'add', cloud.registryHost, user, '--skip-validate'], {
      TS_REG_PASSWORD: secret,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
    });
    expect(added.exitCode, added.stderr).toBe(0);
    gate(false);
    const environment = { ...surroundings(), TS_REG_PASSWORD: secret };
    const got = await run(helper, ['get'], { environment, input: cloud.registryHost });
    expect(got.exitCode).toBe(1);
    expect(got.stdout + got.stderr).toContain(words);
    expect(got.stdout).not.toContain('"Secret"');
    const pod = await run(tsReg, ['kubelet-credential-provider'], {
      environment,
      input: JSON.stringify({
        apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
        kind: 'CredentialProviderRequest',
        image: `${cloud.registryHost}/app:1`,
      }),
    });
    expect(pod.stdout).not.toMatch(/"password"/);
    expect(pod.stderr).toContain(words);
    const renewed = await ts(['registry', 'refresh', '--force']);
    expect(renewed.exitCode).not.toBe(0);
    expect(renewed.stderr).toContain(words);
    expect([...cloud.imds.requests, ...agent.requests]).toEqual([]);
  });
});

describe('what is not the role of this machine', () => {
  it('credential_source = Environment passes a closed gate: those keys are the caller’s', async () => {
    profiles(`[profile p]\n${role('credential_source = Environment')}`);
    gate(false);
    const session = cloud.aws.principals.issueSession(instance, 'x', Date.now() + 3_600_000);
    const environment = {
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
    };
    const added = await ts(add(), environment);
    expect(added.exitCode, added.stderr).toBe(0);
    expect(cloud.imds.requests).toEqual([]);
  });
});

describe('an open gate', () => {
  beforeEach(() => {
    gate(true);
    profiles(`[profile p]\n${role('credential_source = Ec2InstanceMetadata')}`);
  });

  it('leads to the role by version 2 of the metadata service', async () => {
    const added = await ts(add());
    expect(added.exitCode, added.stderr).toBe(0);
    expect(cloud.imds.requests[0]).toBe('PUT /latest/api/token');
    expect(cloud.imds.version1Requests).toBe(0);
  });

  it.each(['disabled', 'server-error', 'no-role'] as const)(
    'never falls back to version 1 (metadata: %s)',
    async (mode) => {
      cloud.imds.mode = mode;
      const refused = await ts(add());
      expect(refused.exitCode).toBe(1);
      expect(cloud.imds.version1Requests).toBe(0);
      if (mode !== 'no-role') expect(cloud.imds.requests.filter((request) => !request.startsWith('PUT'))).toEqual([]);
    },
  );

  it.each(['true', 'True', 'TRUE', '1'])('asks nobody with AWS_EC2_METADATA_DISABLED=%s', async (value) => {
    for (const argv of [add(), ['registry', 'add', cloud.registryHost, 'awsauto']]) {
      const refused = await ts(argv, { AWS_EC2_METADATA_DISABLED: value, AWS_CONTAINER_CREDENTIALS_FULL_URI: '' });
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('AWS_EC2_METADATA_DISABLED');
    }
    expect(cloud.imds.requests).toEqual([]);
  });
});
