/** An exchange as a whole process: a silent stderr, and an end in time whatever stays open on the other side. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startContainerEndpoint } from '../support/aws-credential-endpoints.js';
import { account, type AwsExchange, key, registry, role, startAwsExchange } from '../support/aws-exchange.js';
import { startLoopbackImds } from '../support/loopback-imds.js';
import { type Ended, run } from '../support/spawned.js';

let folder: string;
let world: AwsExchange;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-process-'));
  await build({
    entryPoints: [join(import.meta.dirname, '..', 'support', 'aws-exchange-main.ts')],
    outfile: join(folder, 'exchange.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  world = await startAwsExchange();
});
afterEach(() => world.aws.close());

function exchange(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return run(process.execPath, [join(folder, 'exchange.mjs'), registry, ...args], {
    environment: { HOME: folder, AWS_ENDPOINT_URL: world.aws.url, ...environment },
  });
}

const session = () => world.aws.principals.issueSession(role, 'i-0abc', Date.now() + 3_600_000);

describe('an exchange as a process', () => {
  it('with keys writes nothing to stderr, not even the SDK’s notice about Node', async () => {
    await expect(exchange([key.accessKeyId, key.secretAccessKey])).resolves.toEqual({
      exitCode: 0,
      stdout: 'token from static keys',
      stderr: '',
    });
  });

  it('with an assumed role writes nothing to stderr either', async () => {
    const environment = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
    const ended = await exchange(['_iam_role', role.arn], environment);
    expect(ended).toEqual({
      exitCode: 0,
      stdout: `token from role ${role.arn} from environment variables`,
      stderr: '',
    });
  });

  it('with the instance role asks IMDSv2 alone', async () => {
    const imds = await startLoopbackImds({ roleName: 'puller', region: 'us-east-1', account, session });
    const ended = await exchange(['awsauto', 'awsauto'], { AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url });
    expect(ended).toEqual({ exitCode: 0, stdout: 'token from EC2 instance role', stderr: '' });
    expect(imds.version1Requests).toBe(0);
    await imds.close();
  });

  it('ends soon after its deadline although ECR keeps the connection open', async () => {
    world.aws.faults.add({ kind: 'stall' });
    const startedAt = performance.now();
    const ended = await exchange([key.accessKeyId, key.secretAccessKey, '500']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain('no complete answer within the time limit');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  it('ends soon after its deadline although a credential_process asks a question that nobody answers', async () => {
    const config = join(folder, 'config');
    await writeFile(config, "[profile dev]\ncredential_process = sh -c 'echo code? >&2; read code; sleep 60'\n");
    const startedAt = performance.now();
    const ended = await exchange(['_aws_profile', 'dev', '500'], { AWS_CONFIG_FILE: config });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain('no complete answer within the time limit (credentials: profile dev)');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  it('ends soon after its deadline although a profile leads to a silent container endpoint', async () => {
    const agent = await startContainerEndpoint({ session, silentFor: Number.POSITIVE_INFINITY });
    const config = join(folder, 'config');
    await writeFile(config, `[profile task]\nrole_arn = ${role.arn}\ncredential_source = EcsContainer\n`);
    const startedAt = performance.now();
    const ended = await exchange(['_aws_profile', 'task', '500'], {
      AWS_CONFIG_FILE: config,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url,
    });
    expect(ended.stdout).toContain('no complete answer within the time limit (credentials: profile task)');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await agent.close();
  });

  it('ends after three waits of 2 s and a start although the container endpoint keeps the connection open', async () => {
    const agent = await startContainerEndpoint({ session, silentFor: Number.POSITIVE_INFINITY });
    const startedAt = performance.now();
    const ended = await exchange(['awsauto', 'awsauto'], { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url });
    expect(ended.stdout).toContain('no complete answer within the time limit (credentials: container)');
    expect(performance.now() - startedAt).toBeLessThan(25_000);
    await agent.close();
  }, 15_000);
});
