/**
 * AWS keys, session keys and ECR tokens through every identity and every refusal: shown only where they were asked for.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsPrincipal, AwsSession } from '../support/aws-principals.js';
import type { AwsFaultKind } from '../support/loopback-aws-faults.js';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { type Ended, helper, tsReg } from '../support/spawned.js';
import { canaryKey, canaryText, sightings } from './canary.js';
import { type WatchedOptions, type WatchedProcesses, watchProcesses } from './watched-processes.js';

const account = '1234567890';
/** An IAM user of our own: other tests have the usual one's key in the arguments of their processes. */
const key = {
  accessKeyId: 'AKIACANARYCANARYCANA',
  secretAccessKey: canaryKey(),
  account,
  arn: `arn:aws:iam::${account}:user/canary`,
};
const wrong = canaryKey();
const proxyPassword = canaryText('proxy');
let cloud: LoopbackCloud;
let watched: WatchedProcesses;

beforeAll(async () => {
  cloud = await startLoopbackCloud({ account });
  cloud.aws.principals.add(key);
});
afterAll(() => cloud.close());
beforeEach(() => {
  watched = watchProcesses([
    { name: 'secret key', bytes: Buffer.from(key.secretAccessKey) },
    { name: 'wrong secret key', bytes: Buffer.from(wrong) },
    { name: 'password of the proxy', bytes: Buffer.from(proxyPassword) },
  ]);
  watched.give(join(watched.home, 'config.yaml'), 'allow_awsecr_iam_auto: True\ntimeout: 5\n');
});
afterEach(() => {
  cloud.aws.faults.clear();
  watched.dispose();
});

describe.each<readonly [string, readonly string[], Readonly<Record<string, string>>]>([
  ['--debug and NODE_DEBUG=*', ['--debug'], { NODE_DEBUG: '*', ANCHORE_CLI_DEBUG: 'y' }],
  ['--json', ['--json'], {}],
])('with %s', (_, flags, variables) => {
  const host = (): string => cloud.registryHost;
  function command(args: readonly string[], { environment, ...options }: WatchedOptions = {}): Promise<Ended> {
    return watched.run(tsReg, ['registry', ...args, ...flags], {
      ...options,
      environment: { ...cloud.environment, ...variables, ...environment },
    });
  }
  function ask(action: string, options: WatchedOptions = {}): Promise<Ended> {
    return watched.run(helper, [action], {
      input: host(),
      ...options,
      environment: { ...cloud.environment, ...variables },
    });
  }
  async function add(secret: string): Promise<number> {
    return (await command(['add', host(), key.accessKeyId, '--password-stdin', '--replace'], { input: `${secret}\n` }))
      .exitCode;
  }
  /** The token that is kept now becomes a canary too: all of it, and any 60 characters from its middle. */
  async function watchTheToken(): Promise<void> {
    const { exitCode, stdout } = await watched.run(tsReg, ['registry', 'token', host()], {
      environment: cloud.environment,
      asked: true,
    });
    expect(exitCode).toBe(0);
    watched.watchFor({ name: 'token', bytes: Buffer.from(stdout.trimEnd().slice(1_000, 1_060)) });
  }

  it('keys and their token are shown by no command but token and get', async () => {
    expect(await add(key.secretAccessKey)).toBe(0);
    await watchTheToken();
    for (const args of [['list', '--wide'], ['get', host()], ['check'], ['update', host(), key.accessKeyId]]) {
      await command(args, { environment: { TS_REG_PASSWORD: key.secretAccessKey } });
    }
    await watchTheToken();
    await command(['refresh', '--force']);
    await watchTheToken();
    expect((await ask('get', { asked: true })).exitCode).toBe(0);
    for (const action of ['list', 'erase']) await ask(action);
    await watched.run(tsReg, ['doctor', ...flags], { environment: { ...cloud.environment, ...variables } });
    await command(['del', host()]);
    expect(watched.leaks()).toEqual([]);
  });

  it('a wrong key is not repeated', async () => {
    expect(await add(wrong)).toBe(1);
    await command(['add', host(), key.accessKeyId, '--skip-validate'], { environment: { TS_REG_PASSWORD: wrong } });
    for (const args of [['token', host()], ['check'], ['refresh', '--force']])
      expect((await command(args)).exitCode).toBe(1);
    expect((await ask('get')).exitCode).toBe(1);
    expect(watched.leaks()).toEqual([]);
  });

  it.each<AwsFaultKind>(['throttle', 'server-error', 'access-denied', 'expired-token', 'stall', 'reset', 'garbage'])(
    'AWS answering with %s brings nothing to light',
    async (kind) => {
      cloud.aws.faults.add({ kind });
      expect(await add(key.secretAccessKey)).toBe(1);
      expect(watched.leaks()).toEqual([]);
    },
  );

  it.each([
    ['the role of the machine', 'awsauto', 'awsauto'],
    ['an assumed role', '_iam_role', 'arn:aws:iam::1234567890:role/puller'],
  ])('the session keys of %s are not shown', async (_name, user, secret) => {
    const added = await command(['add', host(), user, '--password-stdin', '--skip-validate'], { input: `${secret}\n` });
    expect(added.exitCode).toBe(0);
    const outputs: string[] = [];
    outputs.push(added.stdout + added.stderr);
    for (const args of [['check'], ['refresh', '--force']]) outputs.push(Object.values(await command(args)).join('\n'));
    cloud.aws.faults.add({ kind: 'access-denied' });
    outputs.push(Object.values(await command(['refresh', '--force'])).join('\n'));
    const sessions = cloud.aws.calls
      .flatMap(({ accessKeyId }) => cloud.aws.principals.find(accessKeyId) ?? [])
      .filter(isSession);
    expect(sessions.length).toBeGreaterThan(0);
    const made = sessions.flatMap((session) => [
      { name: 'secret key of a session', bytes: Buffer.from(session.secretAccessKey) },
      { name: 'session token', bytes: Buffer.from(session.sessionToken) },
    ]);
    expect(sightings(Buffer.from(outputs.join('\n')), made)).toEqual([]);
    expect(watched.leaks()).toEqual([]);
  });

  it('keys of the environment, a certificate that nobody trusts and a proxy with a password are not shown', async () => {
    const proxied = cloud.proxy.url.replace('http://', `http://ci:${encodeURIComponent(proxyPassword)}@`);
    const keys = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
    for (const environment of [
      { ...keys, HTTPS_PROXY: proxied },
      { ...keys, NODE_EXTRA_CA_CERTS: '' },
      { ...keys, HTTPS_PROXY: `${proxied}1` },
      { HTTPS_PROXY: proxied.replace(/:\d+$/, ':1') },
    ]) {
      await command(['add', host(), 'awsauto', '--replace'], { environment });
    }
    expect(watched.leaks()).toEqual([]);
  });

  it('a damaged token file gives nothing away, and nothing of a token lies in clear beside it', async () => {
    expect(await add(key.secretAccessKey)).toBe(0);
    await watchTheToken();
    const folder = join(watched.home, 'tokens');
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, 2_000));
    cloud.aws.faults.add({ kind: 'access-denied' });
    expect((await ask('get')).exitCode).toBe(1);
    expect(watched.leaks()).toEqual([]);
  });
});

function isSession(principal: AwsPrincipal): principal is AwsSession {
  return 'sessionToken' in principal;
}
