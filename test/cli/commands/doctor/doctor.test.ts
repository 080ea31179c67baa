/** `ts-reg doctor`: broken set-ups, each named with its way out. */
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerDoctor } from '../../../../src/cli/commands/doctor/doctor.js';
import { type CliHome, type CliResult, startCli } from '../../../support/cli-run.js';
import { type LoopbackAws, startLoopbackAws } from '../../../support/loopback-aws.js';
import { type LoopbackImds, startLoopbackImds } from '../../../support/loopback-imds.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../../../support/loopback-registry.js';
import { parsed } from '../../../support/parsed.js';
import { createPrivateCa } from '../../../support/private-ca.js';

const account = '123456789012';
const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
const arn = `arn:aws:iam::${account}:user/ci`;
const role = { arn: `arn:aws:iam::${account}:role/puller` };
let cli: CliHome;
let aws: LoopbackAws;
let imds: LoopbackImds;
let registry: LoopbackRegistry;
let caFile: string;

beforeEach(async () => {
  cli = startCli();
  aws = await startLoopbackAws({ keys: [{ ...key, account, arn }], roles: [role] });
  imds = await startLoopbackImds({
    roleName: 'puller',
    region: 'us-east-1',
    account,
    session: () => aws.principals.issueSession(role, 'i-0abc', Date.now() + 3_600_000),
  });
  const ca = await createPrivateCa();
  caFile = join(cli.folder, 'ca.pem');
  await ca.writeTo(caFile);
  registry = await startLoopbackRegistry({
    tls: await ca.issue(['127.0.0.1']),
    accepts: (user, password) => (user === 'AWS' ? aws.isValidToken(password) : password === 'right'),
  });
  mkdirSync(join(cli.folder, 'bin'));
  writeFileSync(join(cli.folder, 'bin', 'docker-credential-ts-reg'), '');
  chmodSync(join(cli.folder, 'bin', 'docker-credential-ts-reg'), 0o755);
});
afterEach(async () => {
  cli.dispose();
  await Promise.all([aws.close(), imds.close(), registry.close()]);
});

function ts(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  now = Date.now(),
): Promise<CliResult> {
  return cli.run(argv, {
    now,
    environment: {
      DOCKER_CONFIG: join(cli.folder, 'docker'),
      PATH: join(cli.folder, 'bin'),
      AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url,
      NODE_EXTRA_CA_CERTS: caFile,
      ...environment,
    },
  });
}

/** An ECR registry behind a name of its own, so that AWS and registry are loopback servers. */
function addEcr(user = key.accessKeyId, secret = key.secretAccessKey): Promise<CliResult> {
  return ts([
    'registry',
    'add',
    registry.authority,
    user,
    secret,
    '--registry-type',
    'awsecr',
    '--region',
    'us-east-1',
    '--account',
    account,
    '--endpoint',
    aws.url,
    '--skip-validate',
  ]);
}

async function lines(
  flags: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  now?: number,
): Promise<string> {
  return (await ts(['doctor', ...flags], environment, now)).stdout;
}

it('takes registries and --fix', async () => {
  expect(await parsed(registerDoctor, ['doctor', 'a', '--fix'])).toEqual({ registries: ['a'], fix: true });
});

describe('a sound set-up', () => {
  it('has a tick on every line, exit 0, as text and as JSON', async () => {
    await addEcr();
    await ts(['configure-docker', '--all']);
    const { exitCode, stdout, stderr } = await ts(['doctor']);
    expect(stdout).not.toContain('PROBLEM');
    expect(stdout).toContain(
      `ok      ${registry.authority}: accepts the stored credentials (AWS credentials: static keys)\n`,
    );
    expect(stdout).toContain('ok      clock: agrees with the network\n');
    expect([exitCode, stderr]).toEqual([0, '']);
    const json = JSON.parse((await ts(['doctor', '--json'])).stdout) as { level: string }[];
    expect(new Set(json.map(({ level }) => level))).toEqual(new Set(['ok']));
  });

  it('is also an empty store', async () => {
    expect((await ts(['doctor'])).exitCode).toBe(0);
  });

  it('with an instance role shows what iam/info says', async () => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'allow_awsecr_iam_auto: True\n');
    await addEcr('awsauto', 'awsauto');
    expect(await lines()).toMatch(
      /ok {6}aws: instance role puller \(arn:aws:iam::123456789012:instance-profile\/.*, Success\)/,
    );
  });
});

describe('doctor names', () => {
  it('a closed gate, with the line and the file', async () => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'allow_awsecr_iam_auto: True\n');
    await addEcr('awsauto', 'awsauto');
    rmSync(join(cli.folder, 'config.yaml'));
    const { exitCode, stdout } = await ts(['doctor']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `PROBLEM aws: the role of this machine is not allowed, but used by ${registry.authority}\n        fix: mkdir -p ${cli.folder} && printf '\\n%s\\n' 'allow_awsecr_iam_auto: True' >> ${join(cli.folder, 'config.yaml')}\n`,
    );
  });

  it.each([
    [
      'an instance without a role',
      'no-role',
      /PROBLEM aws: this instance has no role\n {8}fix: attach an instance role with AmazonEC2ContainerRegistryReadOnly/,
    ],
    [
      'a metadata service that is switched off',
      'disabled',
      /PROBLEM aws: no instance metadata service \(.*disabled.*\): this is not an EC2 instance, or its metadata service is disabled\n {8}fix: aws configure, or store keys: ts-reg registry update 127\.0\.0\.1:\d+ ACCESS_KEY_ID\n/,
    ],
    [
      'a metadata service that accepts and never answers',
      'silent',
      /PROBLEM aws: no instance metadata service \(127\.0\.0\.1:\d+: no complete answer within the time limit\)/,
    ],
  ] as const)('%s', async (_, mode, expected) => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'allow_awsecr_iam_auto: True\n');
    await addEcr('awsauto', 'awsauto');
    imds.mode = mode;
    expect(await lines()).toMatch(expected);
  });

  it('a missing permission, with the policy that gives it', async () => {
    aws.principals.add({ ...key, account, arn, denied: ['ecr:GetAuthorizationToken'] });
    await addEcr();
    expect(await lines()).toMatch(
      new RegExp(`PROBLEM ${registry.authority}: .*AccessDenied.*\\n {8}fix: .*AmazonEC2ContainerRegistryReadOnly`),
    );
  });

  it('a wrong secret', async () => {
    await addEcr(key.accessKeyId, 'wrong');
    expect(await lines()).toMatch(
      new RegExp(
        `PROBLEM ${registry.authority}: .*InvalidSignatureException.*\\n {8}fix: .*ts-reg registry update ${registry.authority}`,
      ),
    );
  });

  it('a password that the registry does not accept any more', async () => {
    await ts(['registry', 'add', registry.authority, 'ci', 'old', '--skip-validate']);
    expect(await lines()).toMatch(
      new RegExp(`PROBLEM ${registry.authority}: cannot ping supplied registry .*HTTP 401`),
    );
  });

  it('an API that cannot be reached', async () => {
    await ts([
      'registry',
      'add',
      registry.authority,
      key.accessKeyId,
      's',
      '--registry-type',
      'awsecr',
      '--region',
      'us-east-1',
      '--endpoint',
      'http://127.0.0.1:1',
      '--skip-validate',
    ]);
    expect(await lines()).toMatch(/PROBLEM aws: 127\.0\.0\.1:1 cannot be reached: .*\n {8}fix: curl -sv/);
  });

  it('a proxy that is in the way', async () => {
    await ts([
      'registry',
      'add',
      '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      key.accessKeyId,
      's',
      '--endpoint',
      aws.url,
      '--skip-validate',
    ]);
    await ts(
      [
        'registry',
        'update',
        '123456789012.dkr.ecr.us-east-1.amazonaws.com',
        key.accessKeyId,
        's',
        '--endpoint',
        'https://api.ecr.us-east-1.amazonaws.com',
        '--skip-validate',
      ],
      { HTTPS_PROXY: 'http://127.0.0.1:1' },
    );
    const found = await lines([], { HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect(found).toContain('note    network: AWS and registries are reached through HTTPS_PROXY=http://127.0.0.1:1\n');
    expect(found).toMatch(
      /PROBLEM aws: api\.ecr\.us-east-1\.amazonaws\.com cannot be reached through the proxy 127\.0\.0\.1:1: /,
    );
  });

  it('a clock that is wrong', async () => {
    await addEcr();
    expect(await lines([], {}, Date.now() + 2 * 3_600_000)).toMatch(
      /PROBLEM clock: this machine's clock is 1\d\d minutes ahead: .*\n {8}fix: sudo timedatectl set-ntp true\n/,
    );
  });

  it('a key that is gone', async () => {
    await addEcr();
    rmSync(join(cli.folder, 'key'));
    expect(await lines()).toMatch(/PROBLEM store: .*key/);
  });

  it('a damaged record, by its file', async () => {
    await addEcr();
    const [file = ''] = readdirSync(join(cli.folder, 'records'));
    writeFileSync(join(cli.folder, 'records', file), 'garbage', { mode: 0o600 });
    expect(await lines()).toContain(`PROBLEM store: ${join(cli.folder, 'records', file)}: `);
  });

  it('files that others can read, and closes them with --fix', async () => {
    await addEcr();
    chmodSync(join(cli.folder, 'key'), 0o644);
    expect(await lines()).toContain(
      `PROBLEM store: ${join(cli.folder, 'key')} is accessible to other users (mode 0644)\n        fix: chmod 600 ${join(cli.folder, 'key')}, or: ts-reg doctor --fix\n`,
    );
    expect(await lines(['--fix'])).toContain(`ok      store: made private: ${join(cli.folder, 'key')}\n`);
    expect(await lines()).not.toContain('is accessible to other users');
  });

  it('docker that does not use ts-reg', async () => {
    await addEcr();
    expect(await lines()).toContain(
      `does not use ts-reg for any registry\n        fix: ts-reg configure-docker --all\n`,
    );
    await ts(['configure-docker', 'other.example.com']);
    expect(await lines()).toContain(
      `does not use ts-reg for ${registry.authority}\n        fix: ts-reg configure-docker ${registry.authority}\n`,
    );
  });

  it('a helper that docker would not find', async () => {
    await addEcr();
    await ts(['configure-docker', '--all']);
    expect(await lines([], { PATH: '/nonexistent' })).toContain(
      'PROBLEM docker: docker-credential-ts-reg is not on the PATH',
    );
  });

  it('a configuration of docker that cannot be read', async () => {
    await addEcr();
    mkdirSync(join(cli.folder, 'docker'));
    writeFileSync(join(cli.folder, 'docker', 'config.json'), '{');
    expect(await lines()).toContain(`PROBLEM docker: ${join(cli.folder, 'docker', 'config.json')}`);
  });

  it('a config.yaml with an unknown key', async () => {
    writeFileSync(join(cli.folder, 'config.yaml'), 'timeot: 5\n');
    expect(await lines()).toMatch(/PROBLEM settings: .*timeot.*config\.yaml|PROBLEM settings: .*config\.yaml.*timeot/);
  });

  it('a file of authorities that is invalid', async () => {
    await addEcr();
    expect(await lines([], { NODE_EXTRA_CA_CERTS: '/nonexistent.pem' })).toContain(
      'PROBLEM network: certificate authority file /nonexistent.pem (NODE_EXTRA_CA_CERTS) cannot be read',
    );
  });

  it('a remote Anchore deployment that does not answer', async () => {
    expect(await lines(['--url', 'http://127.0.0.1:1/v1'])).toContain(
      'PROBLEM anchore: could not access anchore service',
    );
  });
});
