/** Identities against a loopback AWS: a home of their own, shared files, and the source that an exchange reports. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { AwsIdentity } from '../../src/registry/identity.js';
import type { HttpEndpoint } from '../support/aws-credential-endpoints.js';
import { account, type AwsExchange, key, requestFor, role, startAwsExchange } from '../support/aws-exchange.js';
import type { AwsSession } from '../support/aws-principals.js';
import type { LoopbackImds } from '../support/loopback-imds.js';

export const ambient: AwsIdentity = { kind: 'ambient' };
export const externalRole = {
  arn: `arn:aws:iam::${account}:role/cross-account`,
  externalId: 'tenant-7',
  trusted: [key.arn],
};
export const keysInEnvironment = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
export const sharedKeys = `aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`;

const endpoints: (HttpEndpoint | LoopbackImds)[] = [];
export let world: AwsExchange;
export let home: string;

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

export const session = (): AwsSession => world.aws.principals.issueSession(role, 'test', Date.now() + 3_600_000);

/** The source that an exchange reports, after its token was accepted by the loopback AWS. */
export async function sourceOf(
  identity: AwsIdentity,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const token = await world.exchange(requestFor(identity), { environment });
  expect(world.aws.isValidToken(token.password.reveal())).toBe(true);
  return token.source;
}

/** Writes the shared files, which the SDK finds by itself. */
export async function sharedFiles(config: string, credentials = ''): Promise<void> {
  const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  for (const [variable, text] of Object.entries(files)) {
    await writeFile(join(home, variable), text);
    vi.stubEnv(variable, join(home, variable));
  }
}

export async function keep<T extends HttpEndpoint | LoopbackImds>(started: Promise<T>): Promise<T> {
  const endpoint = await started;
  endpoints.push(endpoint);
  return endpoint;
}
