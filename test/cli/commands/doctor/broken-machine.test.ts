/** `ts-reg doctor` as a process on machines that are broken: it names the fault, and what it says to type mends it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../../../support/loopback-cloud.js';
import { type Ended, run, tsReg } from '../../../support/spawned.js';

type Variables = Readonly<Record<string, string>>;

let cloud: LoopbackCloud;
let home: string;

/** A sound machine: one registry by role, docker set up, the helper on the PATH. */
beforeEach(async () => {
  cloud = await startLoopbackCloud();
  home = mkdtempSync(join(tmpdir(), 'ts-reg-machine-'));
  mkdirSync(join(home, 'bin'));
  symlinkSync(tsReg, join(home, 'bin', 'ts-reg'));
  writeFileSync(at('config.yaml'), 'allow_awsecr_iam_auto: True\n');
  const set = [
    ['registry', 'add', cloud.registryHost, 'awsauto', 'awsauto', '--skip-validate'],
    ['install-helper', join(home, 'bin')],
    ['configure-docker', '--all'],
  ];
  for (const argv of set) {
    const { exitCode, stderr } = await run(tsReg, argv, { environment: machine() });
    expect(exitCode, stderr).toBe(0);
  }
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await cloud.close();
});

function at(...names: readonly string[]): string {
  return join(home, ...names);
}

function recordFile(): string {
  return at('records', readdirSync(at('records'))[0] ?? '');
}

/** Nobody else's ts-reg or helper is on this PATH. */
function machine(variables: Variables = {}): Variables {
  const path = [at('bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  return { ...cloud.environment, TS_REG_HOME: home, HOME: home, DOCKER_CONFIG: at('docker'), PATH: path, ...variables };
}

function doctor(variables: Variables): Promise<Ended> {
  return run(tsReg, ['doctor'], { environment: machine(variables) });
}

interface Fault {
  readonly breakIt?: () => void;
  readonly variables?: () => Variables;
  /** The line of the problem. */
  readonly names: RegExp;
  readonly fix: RegExp;
  /** What a person types after reading the fix; undefined where only AWS, a backup or another person can fix it. */
  readonly typed?: (fix: string) => string;
}

const asItIs = (fix: string): string => fix;
/** `do this, or: that` */
const first = (fix: string): string => fix.split(', or')[0] ?? '';
const afterColon = (fix: string): string => fix.replace(/^.*?: (?=mkdir|cp|export|mv)/, '');

const faults: Readonly<Record<string, Fault>> = {
  'the gate is closed': {
    breakIt: () => {
      rmSync(at('config.yaml'));
    },
    names: /aws: the role of this machine is not allowed, but used by \S+$/,
    fix: /^mkdir -p .* && printf .* 'allow_awsecr_iam_auto: True' >> .*config\.yaml$/,
    typed: asItIs,
  },
  'the gate is closed by its setting': {
    breakIt: () => {
      writeFileSync(at('config.yaml'), 'allow_awsecr_iam_auto: False');
    },
    names: /aws: the role of this machine is not allowed, but used by \S+$/,
    fix: /^sed -i\.bak 's\|\^allow_awsecr_iam_auto:.*' .*config\.yaml$/,
    typed: asItIs,
  },
  'the instance has no role': {
    breakIt: () => {
      cloud.imds.mode = 'no-role';
    },
    names: /aws: this instance has no role$/,
    fix: /AmazonEC2ContainerRegistryReadOnly: aws ec2 associate-iam-instance-profile --instance-id/,
  },
  'instance metadata are switched off': {
    breakIt: () => {
      cloud.imds.mode = 'disabled';
    },
    names: /aws: no instance metadata service \(.*disabled/,
    fix: /^aws configure, or store keys: ts-reg registry update \S+ ACCESS_KEY_ID$/,
  },
  'instance metadata accept and never answer': {
    breakIt: () => {
      cloud.imds.mode = 'silent';
    },
    names: /aws: no instance metadata service \(127\.0\.0\.1:\d+: no complete answer/,
    fix: /ts-reg registry update \S+ ACCESS_KEY_ID$/,
  },
  'the role has no permission': {
    breakIt: () => {
      cloud.aws.faults.add({ kind: 'access-denied', operation: 'GetAuthorizationToken' });
    },
    names: /AccessDenied.*\(credentials: EC2 instance role\)$/,
    fix: /aws iam attach-role-policy --role-name puller .*AmazonEC2ContainerRegistryReadOnly$/,
  },
  'the clock is 40 minutes behind': {
    breakIt: () => {
      cloud.aws.clockOffsetMs = 40 * 60_000;
    },
    names: /clock: this machine's clock is 40 minutes behind/,
    fix: /^sudo timedatectl set-ntp true$/,
  },
  'the proxy is gone': {
    variables: () => ({ HTTPS_PROXY: 'http://127.0.0.1:1' }),
    names:
      /aws: api\.ecr\.us-east-1\.amazonaws\.com cannot be reached through the proxy 127\.0\.0\.1:1: connection refused$/,
    fix: /^curl -v --proxy .*, or bypass the proxy: export NO_PROXY="\$\{NO_PROXY:-\$no_proxy\},"api\.ecr\.us-east-1\.amazonaws\.com$/,
  },
  'the proxy refuses': {
    breakIt: () => {
      cloud.proxy.refuseWith = 403;
    },
    names: /cannot be reached through the proxy \S+: proxy refused the connection \(HTTP 403\)$/,
    fix: /export NO_PROXY=/,
  },
  'there is no network': {
    variables: () => ({ HTTPS_PROXY: '', HTTP_PROXY: '', AWS_ENDPOINT_URL_ECR: 'https://127.0.0.1:1' }),
    names: /aws: 127\.0\.0\.1:1 cannot be reached: .*connection refused$/,
    fix: /^curl -sv https:\/\/127\.0\.0\.1:1\/$/,
  },
  'nobody trusts the authority': {
    variables: () => ({ NODE_EXTRA_CA_CERTS: '' }),
    names: /aws: .*not signed by a trusted authority$/,
    fix: /ca_file: \/path\/to\/ca\.pem/,
    typed: (fix) => afterColon(fix).replace('/path/to/ca.pem', cloud.caFile),
  },
  'the file of authorities is gone': {
    variables: () => ({ NODE_EXTRA_CA_CERTS: '/nonexistent.pem' }),
    names: /network: certificate authority file \/nonexistent\.pem \(NODE_EXTRA_CA_CERTS\) cannot be read/,
    fix: /^openssl x509 .*nonexistent\.pem$/,
  },
  'the key is gone': {
    breakIt: () => {
      renameSync(at('key'), at('bin', 'key'));
    },
    names: /store: .*key.* is missing; the secrets of store/,
    fix: /^restore it from a backup: cp -p \S+ .*key$/,
    typed: (fix) => afterColon(fix).replace('/path/to/backup/key', at('bin', 'key')),
  },
  'the key is another one': {
    breakIt: () => {
      copyFileSync(at('key'), at('bin', 'key'));
      writeFileSync(at('key'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
    },
    names: /store: .*does not match store/,
    fix: /export TS_REG_KEY_FILE=\/path\/to\/key$/,
    typed: (fix) => afterColon(fix).replace('/path/to/key', at('bin', 'key')),
  },
  'others can read the key': {
    breakIt: () => {
      chmodSync(at('key'), 0o644);
    },
    names: /store: .*key is accessible to other users \(mode 0644\)$/,
    fix: /^chmod 600 .*, or: ts-reg doctor --fix$/,
    typed: first,
  },
  'others can read the folder of the store': {
    breakIt: () => {
      chmodSync(at('records'), 0o755);
    },
    names: /store: .*records is accessible to other users \(mode 0755\)$/,
    fix: /ts-reg doctor --fix$/,
    typed: () => 'ts-reg doctor --fix',
  },
  'a record is damaged': {
    breakIt: () => {
      writeFileSync(recordFile(), 'garbage', { mode: 0o600 });
    },
    names: /store: .*records\/\S+: /,
    fix: /, or: mv (.*) \1\.damaged, and add the registry again$/,
    typed: (fix) => /mv \S+ [^\s,]+/.exec(fix)?.[0] ?? '',
  },
  'docker asks for another registry alone': {
    breakIt: () => {
      writeFileSync(at('docker', 'config.json'), '{"credHelpers":{"other.example.com":"ts-reg"}}');
    },
    names: /docker: .*config\.json does not use ts-reg for 1234567890\.dkr\.ecr/,
    fix: /^ts-reg configure-docker \S+$/,
    typed: asItIs,
  },
  'docker cannot read its configuration': {
    breakIt: () => {
      writeFileSync(at('docker', 'config.json'), '{');
    },
    names: /docker: .*config\.json is not valid JSON/,
    fix: /^correct it, or move it away: mv .* .*\.damaged$/,
    typed: afterColon,
  },
  'the helper is not on the PATH': {
    breakIt: () => {
      rmSync(at('bin', 'docker-credential-ts-reg'));
    },
    names: /docker: docker-credential-ts-reg is not on the PATH/,
    fix: /^ts-reg install-helper$/,
    typed: asItIs,
  },
  'config.yaml has an unknown key': {
    breakIt: () => {
      writeFileSync(at('config.yaml'), 'timeot: 5\n');
    },
    names: /settings: unknown key 'timeot' in .*config\.yaml$/,
    fix: /^did you mean timeout\?$/,
    typed: () =>
      `sed 's/^timeot:/timeout:/' '${at('config.yaml')}' > '${at('new')}' && echo 'allow_awsecr_iam_auto: True' >> '${at('new')}' && mv '${at('new')}' '${at('config.yaml')}'`,
  },
};

describe('doctor names it, and the fix mends it, when', () => {
  it.each(Object.entries(faults))('%s', async (name, { breakIt, variables, names, fix, typed }) => {
    breakIt?.();
    const broken = await doctor(variables?.() ?? {});
    // Node says by itself that it cannot read a file of authorities.
    const words = broken.stderr.replace(/^Warning: Ignoring extra certs.*\n/, '');
    expect([broken.exitCode, words], broken.stdout).toEqual([
      1,
      expect.stringMatching(/^Error: doctor found \d problems?\n$/) as string,
    ]);
    const lines = broken.stdout.split('\n');
    const found = lines.findIndex((line) => line.startsWith('PROBLEM ') && names.test(line));
    expect(found, broken.stdout).toBeGreaterThanOrEqual(0);
    const way = /^ {8}fix: (.+)$/.exec(lines[found + 1] ?? '')?.[1] ?? '';
    process.stdout.write(`| ${name} | ${lines[found]?.slice(8) ?? ''} | ${way} |\n`);
    expect(way).toMatch(fix);
    if (typed === undefined) return;
    // One shell, as a person has it: what is exported lasts.
    const mended = await run('/bin/sh', ['-c', `${typed(way)} && ts-reg doctor`], {
      environment: machine(variables?.()),
    });
    expect(mended.exitCode, mended.stdout + mended.stderr).toBe(0);
  });
});

it('nothing is named on the sound machine', async () => {
  const { exitCode, stdout } = await doctor({});
  expect(exitCode, stdout).toBe(0);
  expect(stdout).not.toContain('PROBLEM');
});

it('a clock that is wrong keeps no registry from its token: the SDK signs with the time of AWS', async () => {
  cloud.aws.clockOffsetMs = 40 * 60_000;
  expect((await doctor({})).stdout).toContain(`ok      ${cloud.registryHost}: accepts the stored credentials`);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it at once, whatever hangs', async (signal, code) => {
  cloud.aws.faults.add({ kind: 'stall' });
  const child = spawn(tsReg, ['doctor'], { env: { ...machine() }, stdio: 'ignore' });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  while (cloud.aws.count('GetAuthorizationToken') === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const started = performance.now();
  child.kill(signal);
  const [exitCode, endedBy] = await ended;
  // Ended by the signal itself, a shell sees the same number.
  expect([code, signal]).toContain(exitCode ?? endedBy);
  expect(performance.now() - started).toBeLessThan(3_000);
});
