/** Every identity of the SDK's default chain, each against loopback endpoints, with the source that is reported. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsIdentity } from '../../src/registry/identity.js';
import {
  cacheSsoToken,
  type HttpEndpoint,
  startContainerEndpoint,
  startSsoPortal,
} from '../support/aws-credential-endpoints.js';
import { account, type AwsExchange, key, requestFor, role, startAwsExchange } from '../support/aws-exchange.js';
import type { AwsSession } from '../support/aws-principals.js';
import { type LoopbackImds, startLoopbackImds } from '../support/loopback-imds.js';

const ambient: AwsIdentity = { kind: 'ambient' };
const profile = (name: string): AwsIdentity => ({ kind: 'profile', profile: name });
const externalRole = { arn: `arn:aws:iam::${account}:role/cross-account`, externalId: 'tenant-7', trusted: [key.arn] };
const keysInEnvironment = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
const sharedKeys = `aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`;
const endpoints: (HttpEndpoint | LoopbackImds)[] = [];
let world: AwsExchange;
let home: string;

beforeEach(async () => {
  world = await startAwsExchange({ roles: [role, externalRole] });
  home = await mkdtemp(join(tmpdir(), 'ts-reg-identity-'));
  vi.stubEnv('HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([world.aws.close(), ...endpoints.splice(0).map((endpoint) => endpoint.close())]);
  await rm(home, { recursive: true });
});

const session = (): AwsSession => world.aws.principals.issueSession(role, 'test', Date.now() + 3_600_000);

/** The source that an exchange reports, after its token was accepted by the loopback AWS. */
async function sourceOf(identity: AwsIdentity, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const token = await world.exchange(requestFor(identity), { environment });
  expect(world.aws.isValidToken(token.password.reveal())).toBe(true);
  return token.source;
}

/** Writes the shared files, which the SDK finds by itself. */
async function sharedFiles(config: string, credentials = ''): Promise<void> {
  const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  for (const [variable, text] of Object.entries(files)) {
    await writeFile(join(home, variable), text);
    vi.stubEnv(variable, join(home, variable));
  }
}

async function keep<T extends HttpEndpoint | LoopbackImds>(started: Promise<T>): Promise<T> {
  const endpoint = await started;
  endpoints.push(endpoint);
  return endpoint;
}

describe('the ambient role', () => {
  it('is found in the environment', async () => {
    await expect(sourceOf(ambient, keysInEnvironment)).resolves.toBe('environment variables');
  });

  it('is found in the environment with a session token', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = session();
    const environment = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
    await expect(sourceOf(ambient, environment)).resolves.toBe('environment variables');
  });

  it('is found in the default profile', async () => {
    await sharedFiles('', `[default]\n${sharedKeys}`);
    await expect(sourceOf(ambient)).resolves.toBe('profile default (keys)');
  });

  it('is that of AWS_PROFILE, even beside keys in the environment', async () => {
    await sharedFiles('', `[dev]\n${sharedKeys}`);
    const environment = { AWS_PROFILE: 'dev', AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'other' };
    await expect(sourceOf(ambient, environment)).resolves.toBe('profile dev (keys)');
  });

  it('is that of a web identity token (IRSA, CI)', async () => {
    const tokenFile = join(home, 'oidc');
    await writeFile(tokenFile, 'oidc-token');
    await expect(sourceOf(ambient, { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: role.arn })).resolves.toBe(
      `web identity ${role.arn}`,
    );
    expect(world.aws.calls[0]).toMatchObject({
      operation: 'AssumeRoleWithWebIdentity',
      input: { RoleSessionName: 'ts-reg' },
    });
  });

  it('is that of the container (ECS, EKS Pod Identity)', async () => {
    const agent = await keep(startContainerEndpoint({ session, authorization: () => 'pod-token' }));
    const tokenFile = join(home, 'pod-token');
    await writeFile(tokenFile, 'pod-token');
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
    };
    await expect(sourceOf(ambient, environment)).resolves.toBe('EKS Pod Identity');
  });

  it('is that of the EC2 instance, by IMDSv2 alone', async () => {
    const imds = await keep(startLoopbackImds({ roleName: 'puller', region: 'us-east-1', account, session }));
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', imds.url);
    await expect(sourceOf(ambient, { AWS_EC2_METADATA_DISABLED: 'false' })).resolves.toBe('EC2 instance role');
    expect(imds.requests[0]).toBe('PUT /latest/api/token');
    expect(imds.version1Requests).toBe(0);
  });
});

describe('a named profile', () => {
  it('with SSO uses the cached session of `aws sso login`', async () => {
    const portal = await keep(startSsoPortal({ session, accessToken: 'sso-access-token' }));
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', portal.url);
    await cacheSsoToken(home, 'https://example.awsapps.com/start', {
      accessToken: 'sso-access-token',
      expiresAt: inAnHour(),
    });
    await sharedFiles(
      `[profile dev]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = ${account}\nsso_role_name = puller\n`,
    );
    await expect(sourceOf(profile('dev'))).resolves.toBe('profile dev (SSO)');
    expect(portal.requests).toEqual([`GET /federation/credentials?account_id=${account}&role_name=puller`]);
  });

  it('with an SSO session renews the access token when it has expired', async () => {
    const portal = await keep(startSsoPortal({ session, accessToken: 'renewed', refreshToken: 'refresh-me' }));
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', portal.url);
    vi.stubEnv('AWS_ENDPOINT_URL_SSO_OIDC', portal.url);
    await cacheSsoToken(home, 'corp', {
      accessToken: 'old',
      expiresAt: '2020-01-01T00:00:00Z',
      refreshToken: 'refresh-me',
      clientId: 'c',
      clientSecret: 's',
      registrationExpiresAt: inAnHour(),
    });
    await sharedFiles(
      `[profile dev]\nsso_session = corp\nsso_account_id = ${account}\nsso_role_name = puller\n` +
        '[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n',
    );
    await expect(sourceOf(profile('dev'))).resolves.toBe('profile dev (SSO)');
    expect(portal.requests.map((request) => request.split('?')[0])).toEqual([
      'POST /token',
      'GET /federation/credentials',
    ]);
  });

  it('with a credential_process runs it', async () => {
    const script = join(home, 'process.sh');
    await writeFile(
      script,
      `#!/bin/sh\necho '${JSON.stringify({ Version: 1, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey })}'\n`,
      { mode: 0o700 },
    );
    await sharedFiles(`[profile dev]\ncredential_process = ${script}\n`);
    await expect(sourceOf(profile('dev'))).resolves.toBe('profile dev (credential_process)');
  });

  it('with a role chain assumes the role at the STS that is set', async () => {
    await sharedFiles(
      `[profile base]\n${sharedKeys}[profile dev]\nrole_arn = ${externalRole.arn}\nexternal_id = tenant-7\nsource_profile = base\n`,
    );
    await expect(sourceOf(profile('dev'))).resolves.toBe('profile dev (assumed role)');
    expect(world.aws.count('AssumeRole')).toBe(1);
  });

  it('with a web identity assumes the role with the token file', async () => {
    await writeFile(join(home, 'oidc'), 'oidc-token');
    await sharedFiles(`[profile dev]\nrole_arn = ${role.arn}\nweb_identity_token_file = ${join(home, 'oidc')}\n`);
    await expect(sourceOf(profile('dev'))).resolves.toBe('profile dev (web identity)');
  });

  it('that is read anew for every exchange', async () => {
    await sharedFiles(`[profile dev]\naws_access_key_id = AKIAOLD\naws_secret_access_key = old\n`);
    await expect(sourceOf(profile('dev'))).rejects.toThrow('UnrecognizedClientException');
    await sharedFiles(`[profile dev]\n${sharedKeys}`);
    await expect(sourceOf(profile('dev'))).resolves.toBe('profile dev (keys)');
  });
});

describe('an assumed role', () => {
  const identity = (externalId: string | undefined): AwsIdentity => ({
    kind: 'role',
    roleArn: externalRole.arn,
    externalId,
  });

  it('is taken from the ambient credentials with its external id', async () => {
    await expect(sourceOf(identity('tenant-7'), keysInEnvironment)).resolves.toBe(
      `role ${externalRole.arn} from environment variables`,
    );
    expect(world.aws.calls[0]).toMatchObject({
      operation: 'AssumeRole',
      region: 'us-east-1',
      input: { RoleSessionName: 'ts-reg', ExternalId: 'tenant-7' },
    });
  });

  it.each([
    ['another external id', 'tenant-8'],
    ['none', undefined],
  ])('with %s is refused, and the trust policy named', async (_case, externalId) => {
    const error = await world.failure(requestFor(identity(externalId)), { environment: keysInEnvironment });
    expect(error.message).toContain(
      `AccessDenied: User: ${key.arn} is not authorized to perform: sts:AssumeRole on resource: ${externalRole.arn}`,
    );
    expect(error.message).toContain('(credentials: environment variables)');
    expect(error.hint).toContain('aws iam get-role --role-name cross-account');
    expect(world.aws.count('GetAuthorizationToken')).toBe(0);
  });
});

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
