/** What a person reads when AWS says no, too much, or nothing: one line, a hint that can be typed, and in good time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { type Ended, run, tsReg } from '../support/spawned.js';

let cloud: LoopbackCloud;
let home: string;
beforeEach(async () => {
  cloud = await startLoopbackCloud({ account: '123456789012' });
  home = mkdtempSync(join(tmpdir(), 'ts-reg-failures-'));
  settings();
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await cloud.close();
});

function settings(more = ''): void {
  writeFileSync(join(home, 'config.yaml'), `allow_awsecr_iam_auto: True\n${more}`);
}

type Variables = Readonly<Record<string, string>>;

function environment(secret: string, variables: Variables): Variables {
  return { ...cloud.environment, TS_REG_HOME: home, HOME: home, TS_REG_PASSWORD: secret, ...variables };
}

function add(user: string, secret: string, variables: Variables = {}): Promise<Ended> {
  return run(tsReg, ['registry', 'add', cloud.registryHost, user], { environment: environment(secret, variables) });
}

interface Failure {
  readonly user?: string;
  readonly secret?: string;
  readonly variables?: () => Variables;
  readonly breakIt?: () => void;
  /** What the error must name, and the command of its hint. */
  readonly error: RegExp;
  readonly hint: RegExp;
  /** Seconds that it may take at most, a start of the process and a slow machine included. */
  readonly within: number;
}

const failures: Readonly<Record<string, Failure>> = {
  'a wrong secret': {
    secret: 'wrong',
    error: /InvalidSignatureException/,
    hint: /ts-reg registry add 123456789012\S+ AKIAIOSFODNN7EXAMPLE/,
    within: 10,
  },
  'a key that was deleted': {
    user: 'AKIADELETED',
    secret: 'x',
    error: /UnrecognizedClientException/,
    hint: /ts-reg registry add \S+ ACCESS_KEY_ID/,
    within: 10,
  },
  'a session that has ended': {
    user: 'awsauto',
    secret: 'awsauto',
    variables: () => {
      const { accessKeyId, secretAccessKey, sessionToken } = cloud.aws.principals.issueSession(
        { arn: 'arn:aws:iam::123456789012:role/ci' },
        'ended',
        Date.now() - 60_000,
      );
      return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      };
    },
    error: /ExpiredToken.*\(credentials: environment variables\)/,
    hint: /session of these credentials has expired.*: ts-reg registry add \S+ awsauto$/,
    within: 10,
  },
  'a role without the permission': {
    user: 'awsauto',
    secret: 'awsauto',
    breakIt: () => {
      cloud.aws.faults.add({ kind: 'access-denied', operation: 'GetAuthorizationToken' });
    },
    error: /AccessDenied.*\(credentials: EC2 instance role\)/,
    hint: /aws iam attach-role-policy --role-name puller .*AmazonEC2ContainerRegistryReadOnly/,
    within: 10,
  },
  'an AWS that limits the rate': {
    breakIt: () => {
      cloud.aws.faults.add({ kind: 'throttle' });
    },
    error: /Throttling/,
    hint: /again in a minute: ts-reg registry add \S+ AKIAIOSFODNN7EXAMPLE$/,
    within: 20,
  },
  'an AWS that is ill': {
    breakIt: () => {
      cloud.aws.faults.add({ kind: 'server-error' });
    },
    error: /ServerException: Internal failure/,
    hint: /^hint: ts-reg doctor$/,
    within: 20,
  },
  'no network at all': {
    variables: () => ({ HTTPS_PROXY: '', HTTP_PROXY: '', AWS_ENDPOINT_URL: 'https://127.0.0.1:1' }),
    error: /amazonaws\.com: 127\.0\.0\.1:1: connection refused/,
    hint: /ts-reg doctor/,
    within: 10,
  },
  'a proxy that is gone': {
    variables: () => ({ HTTPS_PROXY: 'http://127.0.0.1:1' }),
    error: /api\.ecr\.us-east-1\.amazonaws\.com through the proxy 127\.0\.0\.1:1: connection refused/,
    hint: /HTTPS_PROXY/,
    within: 10,
  },
  'a metadata service that accepts and never answers': {
    user: 'awsauto',
    secret: 'awsauto',
    breakIt: () => {
      cloud.imds.mode = 'silent';
    },
    error: /no AWS credentials found .*instance metadata: returned no session token/,
    hint: /ts-reg registry add \S+ ACCESS_KEY_ID$/,
    within: 3 + 5,
  },
  'no role on the instance': {
    user: 'awsauto',
    secret: 'awsauto',
    breakIt: () => {
      cloud.imds.mode = 'no-role';
    },
    error: /no AWS credentials found/,
    hint: /AmazonEC2ContainerRegistryReadOnly|role/,
    within: 8,
  },
  'an AWS that takes the request and never answers': {
    breakIt: () => {
      settings('timeout: 2\n');
      cloud.aws.faults.add({ kind: 'stall' });
    },
    error: /api\.ecr\.us-east-1\.amazonaws\.com through the proxy \S+: no complete answer within the time limit/,
    hint: /see where the connection stops: ts-reg doctor$/,
    within: 2 + 5,
  },
};

describe('registry add says so, stores nothing, and ends with 1:', () => {
  it.each(Object.entries(failures))(
    '%s',
    async (
      name,
      { user = cloud.key.accessKeyId, secret = cloud.key.secretAccessKey, variables, breakIt, error, hint, within },
    ) => {
      breakIt?.();
      const started = performance.now();
      const { exitCode, stdout, stderr } = await add(user, secret, variables?.());
      const seconds = (performance.now() - started) / 1_000;
      const [told = '', ...more] = stderr.split('\n').filter((line) => !line.startsWith('WARN:') && line !== '');
      process.stdout.write(`| ${name} | ${seconds.toFixed(1)} s | ${told} | ${more.join(' ')} |\n`);
      expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 1, stdout: '' });
      expect(told).toMatch(/^Error: /);
      expect(told).toMatch(error);
      expect(more).toHaveLength(1);
      expect(more[0]).toMatch(/^hint: /);
      expect(more[0]).toMatch(hint);
      expect(seconds).toBeLessThan(within);
      expect(readdirSync(home)).toEqual(['config.yaml']);
    },
  );
});

it('a clock that is hours off is no failure: the SDK signs again with the time of AWS', async () => {
  cloud.aws.clockOffsetMs = 5 * 3_600_000;
  const { exitCode, stderr } = await add(cloud.key.accessKeyId, cloud.key.secretAccessKey);
  expect(exitCode, stderr).toBe(0);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s during an exchange that hangs ends it at once, and nothing is stored', async (signal, code) => {
  cloud.aws.faults.add({ kind: 'stall' });
  const child = spawn(tsReg, ['registry', 'add', cloud.registryHost, cloud.key.accessKeyId], {
    env: { PATH: process.env['PATH'], ...environment(cloud.key.secretAccessKey, {}) },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  while (cloud.aws.count('GetAuthorizationToken') === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const started = performance.now();
  child.kill(signal);
  const [exitCode, endedBy] = await ended;
  process.stdout.write(
    `| ${signal} | ${((performance.now() - started) / 1_000).toFixed(1)} s | exit ${exitCode ?? endedBy ?? ''} | |\n`,
  );
  // Ended by the signal itself, a shell sees the same number.
  expect([code, signal]).toContain(exitCode ?? endedBy);
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(readdirSync(home)).toEqual(['config.yaml']);
});
