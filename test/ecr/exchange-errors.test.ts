/** What people are told when credentials cannot be had, and how long that takes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TsRegError } from '../../src/errors.js';
import type { AwsIdentity } from '../../src/registry/identity.js';
import { startContainerEndpoint } from '../support/aws-credential-endpoints.js';
import { account, type AwsExchange, registry, requestFor, role, startAwsExchange } from '../support/aws-exchange.js';
import { type ImdsMode, startLoopbackImds } from '../support/loopback-imds.js';

const ambient: AwsIdentity = { kind: 'ambient' };
const dev: AwsIdentity = { kind: 'profile', profile: 'dev' };
const prefix = `cannot refresh credentials for supplied registry, with supplied credentials - exception: ${registry}: `;
let world: AwsExchange;
let home: string;

beforeEach(async () => {
  world = await startAwsExchange();
  home = await mkdtemp(join(tmpdir(), 'ts-reg-errors-'));
  vi.stubEnv('HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.aws.close();
  await rm(home, { recursive: true });
});

async function config(text: string): Promise<void> {
  await writeFile(join(home, 'config'), text);
  vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
}

/** The error without its prefix. */
async function told(
  identity: AwsIdentity,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ text: string; error: TsRegError }> {
  const error = await world.failure(requestFor(identity), { environment });
  expect(error.message.startsWith(prefix)).toBe(true);
  expect(error.message).not.toMatch(/[\n\r]/);
  expect(world.aws.count('GetAuthorizationToken')).toBe(0);
  return { text: error.message.slice(prefix.length), error };
}

describe('awsauto where there is no role', () => {
  it('says of every place why it had nothing, and what to do instead', async () => {
    const { text, error } = await told(ambient);
    expect(text).toBe(
      'no AWS credentials found (environment: no keys; ' +
        'profile default: no credentials; ' +
        'web identity: not set; container: not set; instance metadata: disabled by AWS_EC2_METADATA_DISABLED)',
    );
    expect(error.hint).toContain('AmazonEC2ContainerRegistryReadOnly');
    expect(error.hint).toContain(`ts-reg registry update ${registry} ACCESS_KEY_ID`);
  });

  it.each<[string, ImdsMode, string, number]>([
    ['accepts and never answers', 'silent', 'instance metadata: returned no session token', 2_500],
    ['stops after the session token', 'silent-after-token', 'instance metadata: stopped answering', 3_000],
    ['fails', 'server-error', 'instance metadata: returned no session token', 1_500],
    ['is switched off', 'disabled', 'instance metadata: returned no session token', 1_500],
    ['has no role for this instance', 'no-role', 'instance metadata: this instance has no role', 1_500],
    ['talks rubbish', 'garbage', 'the answer is not in the format of AWS', 1_500],
  ])(
    'on a metadata service that %s: told within its bound, and never asked without a token',
    async (_case, mode, words, bound) => {
      const session = () => world.aws.principals.issueSession(role, 'i-0abc', Date.now() + 60_000);
      const imds = await startLoopbackImds({ roleName: 'puller', region: 'us-east-1', account, session });
      imds.mode = mode;
      vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', imds.url);
      const startedAt = performance.now();
      const { text } = await told(ambient, { AWS_EC2_METADATA_DISABLED: 'false' });
      expect(performance.now() - startedAt).toBeLessThan(bound);
      expect(text).toContain(words);
      expect(text).not.toContain('oops');
      expect(imds.version1Requests).toBe(0);
      await imds.close();
    },
  );
});

describe('a source that is set up but broken', () => {
  it('a silent container endpoint: told after three waits of 2 s, and metadata is not asked in its stead', async () => {
    const agent = await startContainerEndpoint({
      session: () => Promise.reject(new Error()) as never,
      silentFor: Number.POSITIVE_INFINITY,
    });
    const startedAt = performance.now();
    const { text } = await told(ambient, { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url });
    expect(performance.now() - startedAt).toBeLessThan(9_500);
    expect(text).toBe(`${new URL(agent.url).host}: no complete answer within the time limit (credentials: container)`);
    await agent.close();
  }, 15_000);

  it('a missing web identity token file: named', async () => {
    const { text } = await told(ambient, { AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent/oidc', AWS_ROLE_ARN: role.arn });
    expect(text).toBe('/nonexistent/oidc cannot be read (ENOENT) (credentials: web identity)');
  });

  it('a web identity that the role does not trust: AWS’s words', async () => {
    await writeFile(join(home, 'oidc'), 'somebody else');
    const { text } = await told(ambient, { AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'oidc'), AWS_ROLE_ARN: role.arn });
    expect(text).toBe(
      'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity (credentials: web identity)',
    );
  });

  it('an SSO session that has ended: the command that starts a new one', async () => {
    await config(
      `[profile dev]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = ${account}\nsso_role_name = puller\n`,
    );
    const { text, error } = await told(dev);
    expect(text).toBe('there is no SSO session (credentials: profile dev)');
    expect(error.hint).toBe('sign in again: aws sso login --profile dev');
  });

  it('a profile that does not exist: named, and where profiles are listed', async () => {
    const { text, error } = await told(dev);
    expect(text).toBe('profile dev was not found in /nonexistent (credentials: profile dev)');
    expect(error.hint).toBe('list the profiles: aws configure list-profiles');
  });

  it('a credential_process that fails: its exit code and first line are, its command line is not', async () => {
    await config(
      '[profile dev]\ncredential_process = sh -c "echo not signed in >&2; echo token=canary-stderr >&2; exit 3" --password canary-argument\n',
    );
    const { text, error } = await told(dev);
    expect(text).toBe(
      'credential_process of profile dev failed (exit code 3): not signed in (credentials: profile dev)',
    );
    expect(`${error.message}${error.hint ?? ''}`).not.toContain('canary');
  });

  it('a credential_process that prints rubbish: told without quoting it', async () => {
    await config('[profile dev]\ncredential_process = echo canary\n');
    const { text } = await told(dev);
    expect(text).toBe('credential_process of profile dev did not print a JSON object (credentials: profile dev)');
  });

  it('an STS that stays silent: the time limit of the whole exchange ends it', async () => {
    world.aws.faults.add({ kind: 'stall', operation: 'AssumeRole' });
    const environment = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
    const identity: AwsIdentity = { kind: 'role', roleArn: role.arn, externalId: undefined };
    const error = await world.failure(requestFor(identity), { environment, timeoutMs: 300 });
    expect(error.message).toContain('no complete answer within the time limit');
  });
});
