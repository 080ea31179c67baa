/**
 * Every AWS identity as a user has it: stored with `registry add`, exchanged by the program as a process (Node's, or
 * the executable) with AWS under its real names, and reported by --debug and doctor.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  cacheSsoToken,
  type HttpEndpoint,
  startContainerEndpoint,
  startSsoPortal,
} from '../support/aws-credential-endpoints.js';
import type { AwsSession } from '../support/aws-principals.js';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { type Ended, run, tsReg } from '../support/spawned.js';

const account = '1234567890';
const instance = { arn: `arn:aws:iam::${account}:role/puller` };
const partner = { arn: 'arn:aws:iam::999999999999:role/partner-pull', externalId: 'tenant-7' };
const irsa = { arn: `arn:aws:iam::${account}:role/irsa`, webIdentityTokens: ['oidc-token'] };

let cloud: LoopbackCloud;
let portal: HttpEndpoint;
let ecs: HttpEndpoint;
let eks: HttpEndpoint;
let home: string;

beforeAll(async () => {
  cloud = await startLoopbackCloud({ account, roles: [partner, irsa] });
  portal = await startSsoPortal({ session, accessToken: 'sso-access-token' });
  ecs = await startContainerEndpoint({ session });
  eks = await startContainerEndpoint({ session, authorization: () => 'pod-token' });
});
afterAll(() => Promise.all([cloud, portal, ecs, eks].map((server) => server.close())));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-identities-'));
  write('config.yaml', 'allow_awsecr_iam_auto: True\n');
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

type Environment = Readonly<Record<string, string>>;

interface Identity {
  readonly user: string;
  readonly secret: string;
  /** What --debug and doctor must call it. */
  readonly source: string;
  /** Makes the files of the identity, and tells the variables. */
  readonly setUp?: () => Promise<Environment> | Environment;
}

function session(): AwsSession {
  return cloud.aws.principals.issueSession(instance, 'i-0abc', Date.now() + 3_600_000);
}

function write(name: string, text: string, mode = 0o600): string {
  const path = join(home, name);
  writeFileSync(path, text, { mode });
  return path;
}

function keys(): string {
  return `aws_access_key_id = ${cloud.key.accessKeyId}\naws_secret_access_key = ${cloud.key.secretAccessKey}\n`;
}

function config(text: string): Environment {
  return { AWS_CONFIG_FILE: write('aws-config', text) };
}

const identities: Readonly<Record<string, Identity>> = {
  'static keys': {
    user: 'AKIAIOSFODNN7EXAMPLE',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    source: 'static keys',
  },
  'awsauto: variables': {
    user: 'awsauto',
    secret: 'awsauto',
    source: 'environment variables',
    setUp: () => ({ AWS_ACCESS_KEY_ID: cloud.key.accessKeyId, AWS_SECRET_ACCESS_KEY: cloud.key.secretAccessKey }),
  },
  'awsauto: variables of a session': {
    user: 'awsauto',
    secret: 'awsauto',
    source: 'environment variables',
    setUp: () => {
      const { accessKeyId, secretAccessKey, sessionToken } = session();
      return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      };
    },
  },
  'awsauto: the default profile': {
    user: 'awsauto',
    secret: 'awsauto',
    source: 'profile default (keys)',
    setUp: () => ({ AWS_SHARED_CREDENTIALS_FILE: write('credentials', `[default]\n${keys()}`) }),
  },
  'awsauto: AWS_PROFILE': {
    user: 'awsauto',
    secret: 'awsauto',
    source: 'profile dev (keys)',
    setUp: () => ({ ...config(`[profile dev]\n${keys()}`), AWS_PROFILE: 'dev' }),
  },
  'awsauto: web identity (IRSA, CI)': {
    user: 'awsauto',
    secret: 'awsauto',
    source: `web identity ${irsa.arn}`,
    setUp: () => ({
      AWS_WEB_IDENTITY_TOKEN_FILE: write('oidc', 'oidc-token'),
      AWS_ROLE_ARN: irsa.arn,
      AWS_REGION: 'us-east-1',
    }),
  },
  'awsauto: container endpoint (ECS)': {
    user: 'awsauto',
    secret: 'awsauto',
    source: 'container credentials endpoint',
    setUp: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${ecs.url}/task` }),
  },
  'awsauto: EKS Pod Identity': {
    user: 'awsauto',
    secret: 'awsauto',
    source: 'EKS Pod Identity',
    setUp: () => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${eks.url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: write('pod-token', 'pod-token'),
    }),
  },
  'awsauto: EC2 instance role (IMDSv2)': { user: 'awsauto', secret: 'awsauto', source: 'EC2 instance role' },
  '_iam_role with an external id, from the instance': {
    user: '_iam_role',
    secret: `${partner.arn};${partner.externalId}`,
    source: `role ${partner.arn} from EC2 instance role`,
  },
  '_aws_profile: keys': {
    user: '_aws_profile',
    secret: 'dev',
    source: 'profile dev (keys)',
    setUp: () => config(`[profile dev]\n${keys()}`),
  },
  '_aws_profile: SSO': {
    user: '_aws_profile',
    secret: 'dev',
    source: 'profile dev (SSO)',
    setUp: async () => {
      await cacheSsoToken(home, 'https://example.awsapps.com/start', {
        accessToken: 'sso-access-token',
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      });
      const text = `[profile dev]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = ${account}\nsso_role_name = puller\n`;
      return { ...config(text), AWS_ENDPOINT_URL_SSO: portal.url };
    },
  },
  '_aws_profile: credential_process': {
    user: '_aws_profile',
    secret: 'dev',
    source: 'profile dev (credential_process)',
    setUp: () => {
      const answer = { Version: 1, AccessKeyId: cloud.key.accessKeyId, SecretAccessKey: cloud.key.secretAccessKey };
      return config(
        `[profile dev]\ncredential_process = ${write('process.sh', `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, 0o700)}\n`,
      );
    },
  },
  '_aws_profile: a role from another profile': {
    user: '_aws_profile',
    secret: 'dev',
    source: 'profile dev (assumed role)',
    setUp: () =>
      config(
        `[profile base]\n${keys()}[profile dev]\nrole_arn = ${partner.arn}\nexternal_id = tenant-7\nsource_profile = base\nregion = us-east-1\n`,
      ),
  },
};

it.each(Object.entries(identities))('%s gives a token, and is reported', async (_, { user, secret, source, setUp }) => {
  const environment = { ...cloud.environment, HOME: home, TS_REG_HOME: home, ...(await setUp?.()) };
  const ts = (...args: readonly string[]): Promise<Ended> =>
    run(tsReg, args, { environment: { ...environment, TS_REG_PASSWORD: secret } });
  const added = await ts('registry', 'add', cloud.registryHost, user, '--debug');
  expect(added.exitCode, added.stderr).toBe(0);
  expect(added.stderr).toContain(`token from ${source}, expires`);
  const { stdout, stderr } = await ts('registry', 'token', cloud.registryHost);
  expect(stderr).toBe('');
  expect(cloud.aws.isValidToken(stdout.trim())).toBe(true);
  const findings = await ts('doctor', cloud.registryHost);
  expect(findings.stdout).toContain(
    `${cloud.registryHost}: accepts the stored credentials (AWS credentials: ${source})`,
  );
  for (const text of [added, findings].map((ended) => ended.stdout + ended.stderr)) {
    for (const shown of [cloud.key.secretAccessKey, stdout.trim(), 'sso-access-token', 'oidc-token'])
      expect(text).not.toContain(shown);
  }
});

it('IMDS is asked by version 2 alone', () => {
  expect(cloud.imds.requests).toContain('PUT /latest/api/token');
  expect(cloud.imds.version1Requests).toBe(0);
});
