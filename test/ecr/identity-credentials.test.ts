/** Every identity but that of the default chain, each against loopback endpoints, with the source that is reported. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { AwsIdentity } from '../../src/registry/identity.js';
import { cacheSsoToken, startSsoPortal } from '../support/aws-credential-endpoints.js';
import { account, key, requestFor, role } from '../support/aws-exchange.js';
import {
  externalRole,
  home,
  keep,
  keysInEnvironment,
  session,
  sharedFiles,
  sharedKeys,
  sourceOf,
  world,
} from './identity-sources.js';

const profile = (name: string): AwsIdentity => ({ kind: 'profile', profile: name });

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

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
