/**
 * One deadline over all that one call of the credential helper or the kubelet's plugin does: connections, queries,
 * waiting for locks, the exchange. It is `timeout` and 6 s.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { resolvePaths } from '../../src/config/paths.js';
import { lockFolderOf, registryHash } from '../../src/storage/layout/store-paths.js';
import { formatLock } from '../../src/storage/locks/lock-file.js';
import { livingProcess } from '../storage/other-process.js';
import { startPostgres } from '../support/postgres.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';
import { hour, keptPassword, passwordOf, type ServedHome, startServedHome, user } from './helper-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const request = JSON.stringify({
  apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
  kind: 'CredentialProviderRequest',
  image: `${registry}/app:1`,
});
const sharedKey = Buffer.alloc(32, 1).toString('base64');
/** `timeout: 1`, the 6 s beside it, 1 s to unwind; the rest is for a busy machine to start a process. */
const longest = 11_000;
let served: ServedHome;

beforeEach(async () => {
  served = await startServedHome(registry);
  served.home.configure('timeout: 1\n');
});
afterEach(() => served.close());

type Call = (environment?: Readonly<Record<string, string>>) => Promise<Ended>;
const calls: readonly (readonly [string, Call])[] = [
  ['the credential helper', (environment) => served.home.ask('get', registry, environment)],
  [
    'the plugin of the kubelet',
    (environment) =>
      run(tsReg, ['kubelet-credential-provider'], {
        environment: { TS_REG_HOME: served.home.folder, ...environment },
        input: request,
      }),
  ],
];

async function timed(work: Promise<Ended>): Promise<Ended & { readonly milliseconds: number }> {
  const startedAt = performance.now();
  const ended = await work;
  return { ...ended, milliseconds: performance.now() - startedAt };
}

/** A process that lives and never gives the lock of the registry back. */
async function lockByOther(): Promise<void> {
  const { identity } = await livingProcess();
  const { dataFolder } = resolvePaths({ TS_REG_HOME: served.home.folder }, 'linux', '');
  const path = join(lockFolderOf(dataFolder), `${registryHash(registry)}.lock`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, formatLock(identity, '0123456789abcdef'), { mode: 0o600 });
}

/** A TCP server that passes everything on until `isEnd` says that it falls silent, connections open. */
async function silentFrom(target: number | undefined, isEnd: (sent: string) => boolean): Promise<number> {
  const sockets: Socket[] = [];
  const server: Server = createServer((client) => {
    sockets.push(client);
    client.on('error', () => undefined);
    if (target === undefined) return;
    const upstream = connect(target, '127.0.0.1');
    sockets.push(upstream);
    upstream.on('error', () => undefined);
    let silent = false;
    client.on('data', (chunk) => {
      silent ||= isEnd(chunk.toString('latin1'));
      if (!silent) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!silent) client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe.each(calls)('%s', (_name, call) => {
  it('ends in time while AWS is silent', async () => {
    served.aws.faults.add({ kind: 'stall' });
    const { exitCode, stdout, stderr, milliseconds } = await timed(call());
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toContain('no complete answer within the time limit');
    expect(milliseconds).toBeLessThan(5_000);
  }, 30_000);

  it('ends in time while a process that is frozen holds the lock, and AWS is silent besides', async () => {
    served.aws.faults.add({ kind: 'stall' });
    await lockByOther();
    const { exitCode, stdout, stderr, milliseconds } = await timed(call());
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toContain('holds this lock');
    expect(milliseconds).toBeLessThan(longest);
  }, 60_000);

  it('ends in time while PostgreSQL takes connections and never answers', async () => {
    const port = await silentFrom(undefined, () => false);
    const store = `postgres://ts@127.0.0.1:${port}/db?sslmode=disable`;
    const { exitCode, milliseconds } = await timed(call({ TS_REG_STORE: store, TS_REG_KEY: sharedKey }));
    expect(exitCode).not.toBe(0);
    expect(milliseconds).toBeLessThan(longest);
  }, 60_000);

  it('ends in time while PostgreSQL falls silent in the middle, and AWS is silent too', async () => {
    const postgres = await startPostgres();
    onTestFinished(() => postgres.close());
    const url = new URL(postgres.url());
    const direct = { TS_REG_HOME: served.home.folder, TS_REG_STORE: url.href, TS_REG_KEY: sharedKey };
    const added = await run(
      tsReg,
      ['registry', 'add', registry, user.accessKeyId, user.secretAccessKey, '--skip-validate'],
      { environment: { ...direct, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } },
    );
    expect(added.exitCode).toBe(0);
    served.aws.faults.add({ kind: 'stall' });
    url.port = String(await silentFrom(Number(url.port), (sent) => sent.includes('FOR UPDATE')));
    const { exitCode, milliseconds } = await timed(
      call({ TS_REG_STORE: url.href, TS_REG_KEY: sharedKey, AWS_ENDPOINT_URL: served.aws.url }),
    );
    expect(exitCode).not.toBe(0);
    expect(milliseconds).toBeLessThan(longest);
  }, 90_000);
});

it('a token that is still valid is handed out at the deadline, whatever is silent', async () => {
  await served.home.keepToken(registry, served.aws.url, 3 * hour);
  served.aws.faults.add({ kind: 'stall' });
  const { milliseconds, ...ended } = await timed(served.home.ask('get', registry));
  expect(passwordOf(ended)).toBe(keptPassword);
  expect(milliseconds).toBeLessThan(5_000);
}, 30_000);

it('a call that waits longer than 20 s for the exchange of another one gets its token', async () => {
  served.home.configure('timeout: 60\n');
  served.aws.faults.add({ kind: 'slow', delayMs: 23_000, times: 1 });
  const answers = await Promise.all(
    [1, 2, 3].map(() => run(helper, ['get'], { environment: { TS_REG_HOME: served.home.folder }, input: registry })),
  );
  expect(new Set(answers.map(passwordOf)).size).toBe(1);
  expect(served.aws.count('GetAuthorizationToken')).toBe(1);
}, 90_000);
