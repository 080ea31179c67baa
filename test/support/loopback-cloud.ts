/**
 * A whole AWS region on loopback, reached under its real names: ECR, STS, the instance metadata service and an ECR
 * registry that accepts just the tokens issued here, behind a CONNECT proxy and a private certificate authority.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsRole } from './aws-principals.js';
import type { TokenFactory } from './aws-tokens.js';
import { type ConnectProxy, startConnectProxy } from './connect-proxy.js';
import type { WebIdentityVerifier } from './loopback-aws-operations.js';
import { type LoopbackAws, startLoopbackAws } from './loopback-aws.js';
import { type LoopbackImds, startLoopbackImds } from './loopback-imds.js';
import { type LoopbackRegistry, startLoopbackRegistry } from './loopback-registry.js';
import { createPrivateCa } from './private-ca.js';

export interface LoopbackCloud {
  /** Host of the ECR registry. */
  readonly registryHost: string;
  /** An IAM user's key that may fetch tokens. */
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly aws: LoopbackAws;
  readonly imds: LoopbackImds;
  readonly registry: LoopbackRegistry;
  readonly proxy: ConnectProxy;
  /** PEM file of the private authority. */
  readonly caFile: string;
  /** Variables that lead a process here, and nowhere else. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const region = 'us-east-1';
const apiHosts = [`api.ecr.${region}.amazonaws.com`, `sts.${region}.amazonaws.com`, 'sts.amazonaws.com'];

export interface LoopbackCloudOptions {
  /** Default: the 10-digit one of anchore-cli's documentation. */
  readonly account?: string;
  /** Roles besides `puller`, that of the instance. */
  readonly roles?: readonly AwsRole[];
  /** Accounts besides, each with a registry of its own. */
  readonly accounts?: readonly string[];
  readonly verifyWebIdentity?: WebIdentityVerifier;
  /** Changes or withholds the tokens that are given out. */
  readonly token?: TokenFactory;
}

/** Starts all of it. */
export async function startLoopbackCloud({
  account = '1234567890',
  roles = [],
  accounts = [],
  verifyWebIdentity,
  token,
}: LoopbackCloudOptions = {}): Promise<LoopbackCloud> {
  const folder = await mkdtemp(join(tmpdir(), 'ts-reg-cloud-'));
  const hosts = [account, ...accounts].map((one) => `${one}.dkr.ecr.${region}.amazonaws.com`);
  const [registryHost = ''] = hosts;
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
  const role = { arn: `arn:aws:iam::${account}:role/puller` };

  const ca = await createPrivateCa();
  const caFile = join(folder, 'ca.pem');
  await ca.writeTo(caFile);
  const aws = await startLoopbackAws({
    keys: [{ ...key, account, arn: `arn:aws:iam::${account}:user/ci` }],
    roles: [role, ...roles],
    tls: await ca.issue(apiHosts),
    verifyWebIdentity,
    ...(token === undefined ? {} : { token }),
  });
  const registry = await startLoopbackRegistry({
    tls: await ca.issue(hosts),
    accepts: (user, password) => user === 'AWS' && aws.isValidToken(password),
  });
  const imds = await startLoopbackImds({
    roleName: 'puller',
    region,
    account,
    session: () => aws.principals.issueSession(role, 'i-0abc', Date.now() + 3_600_000),
  });
  const routes = Object.fromEntries([
    ...apiHosts.map((host) => [`${host}:443`, aws.port]),
    ...hosts.map((host) => [`${host}:443`, registry.port]),
  ]) as Record<string, number>;
  const proxy = await startConnectProxy({ routes });
  return {
    registryHost,
    key,
    aws,
    imds,
    registry,
    proxy,
    caFile,
    environment: {
      HTTPS_PROXY: proxy.url,
      HTTP_PROXY: proxy.url,
      NO_PROXY: '127.0.0.1,localhost',
      NODE_EXTRA_CA_CERTS: caFile,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url,
      AWS_CONFIG_FILE: join(folder, 'no-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
    },
    async close() {
      await Promise.all([aws.close(), imds.close(), registry.close(), proxy.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
