/** `ts-reg doctor` as a process, against AWS under its real names: what is broken there is named with its way out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../../../support/loopback-cloud.js';
import { type Ended, run, tsReg } from '../../../support/spawned.js';

const api = 'api.ecr.us-east-1.amazonaws.com';
let cloud: LoopbackCloud;
let home: string;

beforeEach(async () => {
  cloud = await startLoopbackCloud();
  home = mkdtempSync(join(tmpdir(), 'ts-reg-broken-'));
  writeFileSync(join(home, 'config.yaml'), 'allow_awsecr_iam_auto: True\n');
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await cloud.close();
});

function ts(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return run(tsReg, argv, {
    environment: { ...cloud.environment, TS_REG_HOME: home, DOCKER_CONFIG: join(home, 'docker'), ...environment },
  });
}

async function add(user: string, secret: string, more: readonly string[] = []): Promise<void> {
  const { exitCode, stderr } = await ts(['registry', 'add', cloud.registryHost, user, '--skip-validate', ...more], {
    TS_REG_PASSWORD: secret,
  });
  expect(exitCode, stderr).toBe(0);
}

/** Exit 1 and the checklist. */
async function doctor(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await ts(['doctor'], environment);
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^Error: doctor found \d problems?\n$/) as string]);
  return stdout;
}

it('a sound instance: role, API, clock, registry, and which credentials won', async () => {
  await add('awsauto', 'awsauto');
  const { exitCode, stdout } = await ts(['doctor']);
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toContain(
    'ok      aws: instance role puller (arn:aws:iam::1234567890:instance-profile/puller, Success)\n',
  );
  expect(stdout).toContain(`ok      aws: ${api} answers through the proxy`);
  expect(stdout).toContain(
    `ok      ${cloud.registryHost}: accepts the stored credentials (AWS credentials: EC2 instance role)\n`,
  );
});

describe('a role', () => {
  it('without ECR permission: the command that attaches AmazonEC2ContainerRegistryReadOnly to it', async () => {
    await add('awsauto', 'awsauto');
    cloud.aws.faults.add({ kind: 'access-denied', operation: 'GetAuthorizationToken' });
    const found = await doctor();
    expect(found).toMatch(
      /PROBLEM \S+: .*AccessDenied.*\(credentials: EC2 instance role\)\n {8}fix: .*aws iam attach-role-policy --role-name puller --policy-arn arn:aws:iam::aws:policy\/AmazonEC2ContainerRegistryReadOnly\n/,
    );
    expect(found).toContain('ok      aws: instance role puller');
  });

  it('that is not attached to the instance: the command that attaches one', async () => {
    await add('awsauto', 'awsauto');
    cloud.imds.mode = 'no-role';
    expect(await doctor()).toMatch(
      /PROBLEM aws: this instance has no role\n {8}fix: attach an instance role with AmazonEC2ContainerRegistryReadOnly: aws ec2 associate-iam-instance-profile/,
    );
  });

  it('behind metadata that accept and never answer: said, and the registry that goes without is named', async () => {
    await add('awsauto', 'awsauto');
    cloud.imds.mode = 'silent';
    const found = await doctor();
    expect(found).toMatch(
      /PROBLEM aws: no instance metadata service \(127\.0\.0\.1:\d+: no complete answer within the time limit\)/,
    );
    expect(found).toMatch(new RegExp(`PROBLEM ${cloud.registryHost}: .*no AWS credentials found`));
  });
});

describe('keys', () => {
  it('whose secret is wrong: the command that takes the right one', async () => {
    await add(cloud.key.accessKeyId, 'wrong');
    expect(await doctor()).toMatch(
      new RegExp(
        `PROBLEM .*InvalidSignatureException.*\\n {8}fix: the secret access key does not belong .*ts-reg registry update ${cloud.registryHost} ${cloud.key.accessKeyId}\\n`,
      ),
    );
  });

  it('whose session has ended', async () => {
    await add('awsauto', 'awsauto');
    const session = cloud.aws.principals.issueSession(
      { arn: 'arn:aws:iam::1234567890:role/ci' },
      'ended',
      Date.now() - 60_000,
    );
    const found = await doctor({
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
    });
    expect(found).toMatch(
      new RegExp(
        `PROBLEM .*ExpiredToken.*\\(credentials: environment variables\\)\\n {8}fix: the session of these credentials has expired.* ts-reg registry check ${cloud.registryHost}\\n`,
      ),
    );
    expect(found).not.toContain(session.secretAccessKey);
  });
});

describe('the way to AWS', () => {
  it('with a region that the endpoint does not serve', async () => {
    await add(cloud.key.accessKeyId, cloud.key.secretAccessKey, [
      '--region',
      'us-west-2',
      '--endpoint',
      `https://${api}`,
    ]);
    expect(await doctor()).toMatch(
      /PROBLEM .*valid region.*\n {8}fix: us-west-2 is not the region of this endpoint: ts-reg registry update \S+ USER --region REGION\n/,
    );
  });

  it('with a proxy that refuses', async () => {
    await add(cloud.key.accessKeyId, cloud.key.secretAccessKey);
    cloud.proxy.refuseWith = 403;
    expect(await doctor()).toMatch(
      /PROBLEM aws: api\.ecr\.us-east-1\.amazonaws\.com cannot be reached through the proxy \S+: proxy refused the connection \(HTTP 403\)\n {8}fix: curl -v --proxy .* export NO_PROXY="\$\{NO_PROXY:-\$no_proxy\},"api\.ecr\.us-east-1\.amazonaws\.com\n/,
    );
  });

  it('through a proxy that opens TLS with an authority of its own', async () => {
    await add(cloud.key.accessKeyId, cloud.key.secretAccessKey);
    expect(await doctor({ NODE_EXTRA_CA_CERTS: '' })).toMatch(
      /PROBLEM aws: .*not signed by a trusted authority\n {8}fix: .*'ca_file: \/path\/to\/ca\.pem' >> .*config\.yaml\n/,
    );
  });

  it('that limits the rate', async () => {
    await add(cloud.key.accessKeyId, cloud.key.secretAccessKey);
    cloud.aws.faults.add({ kind: 'throttle', operation: 'GetAuthorizationToken' });
    expect(await doctor()).toMatch(
      /PROBLEM .*Throttling.*\n {8}fix: AWS limits the rate of calls; try again in a minute: /,
    );
  });
});
