/** What `doctor` learns about the instance role. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInstanceMetadata } from '../../src/ecr/instance-role-info.js';
import { account } from '../support/aws-exchange.js';
import { type ImdsMode, type LoopbackImds, startLoopbackImds } from '../support/loopback-imds.js';

let imds: LoopbackImds;

beforeEach(async () => {
  const session = (): never => {
    throw new Error('doctor never asks for keys');
  };
  imds = await startLoopbackImds({ roleName: 'puller', region: 'us-east-1', account, session });
});
afterEach(() => imds.close());

const read = (more: Readonly<Record<string, string>> = {}, timeoutMs?: number) =>
  readInstanceMetadata({
    environment: { AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url, ...more },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

describe('the instance role', () => {
  it('is read by IMDSv2 from iam/info, without touching its keys', async () => {
    await expect(read()).resolves.toEqual({
      kind: 'role',
      roleName: 'puller',
      instanceProfileArn: `arn:aws:iam::${account}:instance-profile/puller`,
      status: 'Success',
    });
    expect(imds.requests[0]).toBe('PUT /latest/api/token');
    expect(imds.requests).toContain('GET /latest/meta-data/iam/info');
    expect(imds.requests).not.toContain('GET /latest/meta-data/iam/security-credentials/puller');
    expect(imds.version1Requests).toBe(0);
  });

  it('is read past any proxy', async () => {
    await expect(read({ HTTP_PROXY: 'http://127.0.0.1:1' })).resolves.toMatchObject({ kind: 'role' });
  });

  it('that is not attached is told apart from no EC2 at all', async () => {
    imds.mode = 'no-role';
    await expect(read()).resolves.toEqual({ kind: 'no-role' });
  });

  it('is shown by its name when only iam/info cannot be used: nothing but doctor asks for that', async () => {
    imds.mode = 'garbage';
    await expect(read()).resolves.toEqual({
      kind: 'role',
      roleName: 'puller',
      instanceProfileArn: undefined,
      status: 'iam/info is unusable: HTTP 200',
    });
  });

  it('without permission to look for its name, an unusable iam/info is the reason', async () => {
    imds.mode = 'garbage';
    const environment = { AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url };
    await expect(readInstanceMetadata({ environment, infoOnly: true })).resolves.toEqual({
      kind: 'absent',
      reason: 'iam/info is unusable: HTTP 200',
    });
  });

  it.each<[ImdsMode, string]>([
    ['disabled', 'instance metadata is disabled for this instance'],
    ['server-error', 'no session token: HTTP 500'],
  ])('%s: the reason is given', async (mode, reason) => {
    imds.mode = mode;
    await expect(read()).resolves.toEqual({ kind: 'absent', reason });
  });

  it.each<[ImdsMode]>([['silent'], ['silent-after-token']])('%s: given up in time', async (mode) => {
    imds.mode = mode;
    const startedAt = performance.now();
    const found = await read({}, 300);
    expect(found).toEqual({
      kind: 'absent',
      reason: `${new URL(imds.url).host}: no complete answer within the time limit`,
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it.each([
    ['a closed port', { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' }, '127.0.0.1:1: connection refused'],
    ['no URL', { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'nowhere' }, 'AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL'],
    ['the switch', { AWS_EC2_METADATA_DISABLED: 'true' }, 'disabled by AWS_EC2_METADATA_DISABLED'],
  ])('%s: the reason is given', async (_case, environment, reason) => {
    await expect(read(environment)).resolves.toEqual({ kind: 'absent', reason });
  });
});
