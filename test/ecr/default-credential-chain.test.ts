/** The places of the default credential provider chain, each against loopback endpoints, with its reported source. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startContainerEndpoint } from '../support/aws-credential-endpoints.js';
import { account, role } from '../support/aws-exchange.js';
import { startLoopbackImds } from '../support/loopback-imds.js';
import {
  ambient,
  home,
  keep,
  keysInEnvironment,
  session,
  sharedFiles,
  sharedKeys,
  sourceOf,
  world,
} from './identity-sources.js';

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
