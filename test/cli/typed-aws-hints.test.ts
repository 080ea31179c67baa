/**
 * Every hint after a failure of AWS, typed into a shell of the same broken machine: it runs, and does not end with the
 * failure that it is for. Hints that begin with `aws` or `sudo` are for people.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TypedWorld, type Variables } from '../support/typed-world.js';

let world: TypedWorld;
beforeEach(async () => {
  world = await TypedWorld.start();
  writeFileSync(
    world.at('good-config'),
    `[profile good]\naws_access_key_id = ${world.cloud.key.accessKeyId}\naws_secret_access_key = ${world.cloud.key.secretAccessKey}\n`,
  );
});
afterEach(() => world.close());

interface Failure {
  readonly user?: string;
  readonly secret?: string;
  readonly breakIt?: () => void;
  /** What a person did who follows a hint that says: later. */
  readonly later?: () => void;
  readonly variables?: () => Variables;
  /** The text that every error of it has. */
  readonly names: RegExp;
}

const auto = { user: 'awsauto', secret: 'awsauto' };
const faults = (
  kind: 'throttle' | 'server-error' | 'stall' | 'garbage' | 'reset',
): Pick<Failure, 'breakIt' | 'later'> => ({
  breakIt: () => {
    if (kind === 'stall') world.settings('allow_awsecr_iam_auto: True\ntimeout: 3\n');
    world.cloud.aws.faults.add({ kind });
  },
  later: () => {
    world.cloud.aws.faults.clear();
  },
});
const denial = (message: string): Failure => ({
  ...auto,
  breakIt: () => {
    world.cloud.aws.faults.add({ kind: 'access-denied', message });
  },
  names: /AccessDenied/,
});
const page = (status: number): Failure => ({
  breakIt: () => {
    world.cloud.aws.faults.add({ kind: 'page', status });
  },
  later: () => {
    world.cloud.aws.faults.clear();
  },
  names: new RegExp(`api\\.ecr\\.us-east-1\\.amazonaws\\.com.*${status}`),
});
const proxy = (status: number): Failure => ({
  breakIt: () => {
    world.cloud.proxy.refuseWith = status;
  },
  names: new RegExp(`proxy refused the connection \\(HTTP ${status}\\)`),
});
const profile = (config: string): Pick<Failure, 'user' | 'secret' | 'variables'> => ({
  user: '_aws_profile',
  secret: 'dev',
  variables: () => {
    writeFileSync(world.at('aws-config'), config);
    return { AWS_CONFIG_FILE: world.at('aws-config') };
  },
});
const session = (milliseconds: number): Variables => {
  const role = { arn: 'arn:aws:iam::123456789012:role/ci' };
  const issued = world.cloud.aws.principals.issueSession(role, 's', Date.now() + milliseconds);
  return {
    AWS_ACCESS_KEY_ID: issued.accessKeyId,
    AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
    AWS_SESSION_TOKEN: issued.sessionToken,
  };
};

const failures: Readonly<Record<string, Failure>> = {
  'a wrong secret': { secret: 'wrong', names: /InvalidSignatureException/ },
  'a key that was deleted': { user: 'AKIADELETED', secret: 'x', names: /UnrecognizedClientException/ },
  'a session that has ended': {
    ...auto,
    variables: () => session(-60_000),
    later: () => {
      world.variables = session(3_600_000);
    },
    names: /ExpiredToken/,
  },
  'a role without the permission': {
    ...auto,
    breakIt: () => {
      world.cloud.aws.faults.add({ kind: 'access-denied', operation: 'GetAuthorizationToken' });
    },
    names: /AccessDenied/,
  },
  'a role that may not be assumed': {
    user: '_iam_role',
    secret: 'arn:aws:iam::999999999999:role/partner;x',
    names: /AccessDenied.*sts:AssumeRole/,
  },
  'an AWS that limits the rate': { ...faults('throttle'), names: /Throttling/ },
  'an AWS that is ill': { ...faults('server-error'), names: /ServerException/ },
  'an AWS that never answers': { ...faults('stall'), names: /no complete answer within the time limit/ },
  'an AWS that cuts the connection': { ...faults('reset'), names: /connection/ },
  'a captive portal in the place of AWS': { ...faults('garbage'), names: /the answer is not in the format of AWS/ },
  'no network': {
    // Direct: 127.0.0.1 is in NO_PROXY.
    variables: () => ({ AWS_ENDPOINT_URL: 'https://127.0.0.1:1' }),
    names: /connection refused/,
  },
  'a proxy that is gone': { variables: () => ({ HTTPS_PROXY: 'http://127.0.0.1:1' }), names: /connection refused/ },
  'a proxy that refuses by a rule': proxy(403),
  'a proxy that wants a password': proxy(407),
  'a proxy that does not reach AWS (502)': proxy(502),
  'a proxy that does not reach AWS (503)': proxy(503),
  'a proxy that does not reach AWS (504)': proxy(504),
  'an HTML page with 403': page(403),
  'an HTML page with 404': page(404),
  'an HTML page with 503': page(503),
  'an authority that nobody trusts': { variables: () => ({ NODE_EXTRA_CA_CERTS: '' }), names: /trusted authority/ },
  'an instance without a role': {
    ...auto,
    breakIt: () => {
      world.cloud.imds.mode = 'no-role';
    },
    names: /no AWS credentials found/,
  },
  'metadata that are switched off': {
    ...auto,
    breakIt: () => {
      world.cloud.imds.mode = 'disabled';
    },
    names: /no AWS credentials found/,
  },
  'a profile with a typo': { user: '_aws_profile', secret: 'tpyo', names: /profile tpyo was not found/ },
  'AWS_PROFILE with a typo': {
    ...auto,
    variables: () => ({ AWS_PROFILE: 'tpyo' }),
    names: /profile tpyo was not found/,
  },
  'a credential_process that fails': {
    ...profile(`[profile dev]\ncredential_process = sh -c 'echo login first >&2; exit 3'\n`),
    names: /credential_process of profile dev failed \(exit code 3\): login first/,
  },
  'a credential_process that waits for an answer': {
    ...profile(`[profile dev]\ncredential_process = sh -c 'echo code: >&2; exec sleep 60'\n`),
    names: /credential_process of profile dev did not end within 10 s; does it wait for an answer\?: code:/,
  },
  'a credential_process that prints no JSON': {
    ...profile('[profile dev]\ncredential_process = echo hello\n'),
    names: /credential_process of profile dev did not print a JSON object/,
  },
  'an SSO session that never was': {
    ...profile(
      '[profile dev]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n',
    ),
    names: /SSO session/,
  },
  'a FIPS switch that is not understood': {
    ...auto,
    variables: () => ({ AWS_USE_FIPS_ENDPOINT: 'yes' }),
    names: /AWS_USE_FIPS_ENDPOINT is neither true nor false/,
  },
  'half of a key': { ...auto, variables: () => ({ AWS_ACCESS_KEY_ID: 'AKIA' }), names: /AWS_SECRET_ACCESS_KEY/ },
};

/** The forms of IAM user guide, "Troubleshoot access denied error messages", and of STS. */
const who = 'User: arn:aws:sts::123456789012:assumed-role/puller/i-0abc is not authorized to perform:';
const get = 'ecr:GetAuthorizationToken on resource: *';
const denials: Readonly<Record<string, Failure>> = Object.fromEntries(
  [
    `${who} ${get} because no identity-based policy allows the ecr:GetAuthorizationToken action`,
    `${who} ${get} with an explicit deny in an identity-based policy`,
    `${who} ${get} because no resource-based policy allows the ecr:GetAuthorizationToken action`,
    `${who} ${get} with an explicit deny in a resource-based policy`,
    `${who} ${get} because no service control policy allows the ecr:GetAuthorizationToken action`,
    `${who} ${get} with an explicit deny in a service control policy`,
    `${who} ${get} with an explicit deny in a resource control policy`,
    `${who} ${get} because no permissions boundary allows the ecr:GetAuthorizationToken action`,
    `${who} ${get} with an explicit deny in a permissions boundary`,
    `${who} ${get} because no session policy allows the ecr:GetAuthorizationToken action`,
    `${who} ${get} because no VPC endpoint policy allows the ecr:GetAuthorizationToken action`,
    `${who} ${get}`,
    `User: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/a@example.com is not authorized to perform: ${get} because no identity-based policy allows the ecr:GetAuthorizationToken action`,
    `User: arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForAutoScaling/x is not authorized to perform: ${get}`,
    `User: arn:aws:iam::123456789012:user/team/ci is not authorized to perform: ${get} because no identity-based policy allows the ecr:GetAuthorizationToken action`,
    `User: arn:aws:iam::123456789012:root is not authorized to perform: ${get}`,
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ].map((message) => [message, denial(message)]),
);

const commands = ['update', 'check', 'token', 'refresh', 'doctor', 'apply', 'export'] as const;
type Command = 'add' | (typeof commands)[number];

async function afterwards(failure: Failure, tried: readonly Command[]): Promise<void> {
  const { cloud } = world;
  const { user = cloud.key.accessKeyId, secret = cloud.key.secretAccessKey } = failure;
  const host = cloud.registryHost;
  const lines: Readonly<Record<Command, string>> = {
    add: `ts-reg registry add ${host} ${user}`,
    update: `ts-reg registry update ${host} ${user}`,
    check: `ts-reg registry check ${host}`,
    token: `ts-reg registry token ${host}`,
    refresh: 'ts-reg registry refresh',
    doctor: 'ts-reg doctor',
    apply: 'ts-reg registry apply registries.yaml',
    export: `ts-reg registry export --format json ${host}`,
  };
  writeFileSync(
    world.at('registries.yaml'),
    `name: team\nregistries:\n- registry: ${host}\n  user: ${user}\n${user === 'awsauto' ? '' : '  password: { env: TS_REG_PASSWORD }\n'}`,
  );
  const broken = failure.variables?.() ?? {};
  for (const command of tried) {
    world.variables = {};
    if (command !== 'add' && command !== 'apply') {
      const stored = await world.shell(`${lines.add} --skip-validate --replace`, secret);
      expect(stored.exitCode, stored.stderr).toBe(0);
      // A token that is kept would be enough.
      rmSync(world.at('tokens'), { recursive: true, force: true });
    }
    world.variables = broken;
    world.cloud.aws.faults.clear();
    failure.breakIt?.();
    const ended = await world.shell(lines[command], secret);
    const output = `${ended.stdout}\n${ended.stderr}`;
    expect(ended.exitCode, output).not.toBe(0);
    expect(output).toMatch(failure.names);
    expect(output).not.toContain(cloud.key.secretAccessKey);
    await world.typeHints(
      { line: lines[command], output },
      {
        password: (line) =>
          line.includes(cloud.key.accessKeyId) ? cloud.key.secretAccessKey : line.includes(' good') ? 'good' : secret,
        filled: (text) =>
          text
            .replace(/ (?:ACCESS_KEY_ID|USER)(?= |$)/, ` ${cloud.key.accessKeyId}`)
            .replace('/path/to/ca.pem', cloud.caFile)
            .replace(' REGION', ' us-east-1'),
        later: failure.later,
      },
    );
    if (command === 'add') await world.shell(`ts-reg registry del ${host}`);
  }
}

describe('after a failed command, each hint can be typed:', () => {
  it.each(Object.entries(failures))(
    '%s',
    async (_name, failure) => {
      await afterwards(failure, ['add']);
    },
    240_000,
  );
  const everywhere = ['a wrong secret', 'a role without the permission', 'a proxy that is gone'];
  it.each(everywhere.flatMap((name) => commands.map((command) => [name, command] as const)))(
    '%s, at %s',
    async (name, command) => {
      const failure = failures[name];
      expect(failure).toBeDefined();
      if (failure !== undefined) await afterwards(failure, [command]);
    },
    240_000,
  );
});

describe('AWS denies:', () => {
  it.each(Object.entries(denials))(
    '%s',
    async (_message, failure) => {
      await afterwards(failure, ['add']);
    },
    60_000,
  );
});
