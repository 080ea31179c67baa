/**
 * A registry's password through every command and every failure: shown only where it was asked for. Real processes, all
 * of Node's own logging.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolvePaths } from '../../src/config/paths.js';
import { Secret } from '../../src/secret.js';
import { openFileStore } from '../../src/storage/file-store.js';
import {
  type LoopbackRegistry,
  type LoopbackRegistryOptions,
  startLoopbackRegistry,
} from '../support/loopback-registry.js';
import { createPrivateCa } from '../support/private-ca.js';
import { type Ended, helper, runsOnNode, tsReg } from '../support/spawned.js';
import { type Canary, canaryText } from './canary.js';
import { type WatchedOptions, type WatchedProcesses, watchProcesses } from './watched-processes.js';

const password = canaryText('password');
const wrong = canaryText('wrong');
const passphrase = canaryText('passphrase');
const keyBytes = randomBytes(32);
const canaries: readonly Canary[] = [
  ...Object.entries({ password, 'wrong password': wrong, passphrase }).map(([name, text]) => ({
    name,
    bytes: Buffer.from(text),
  })),
  { name: 'key', bytes: keyBytes },
];
const key = keyBytes.toString('base64');
const header = (text: string): string => encodeURIComponent(text);

const kinds = [
  'basic',
  'bearer',
  'echoing',
  'redirecting',
  'silent',
  'broken off',
  'without a trusted certificate',
] as const;
let registries: Readonly<Record<(typeof kinds)[number], LoopbackRegistry>>;
let watched: WatchedProcesses;

beforeAll(async () => {
  const accepts = (user: string, given: string): boolean => user === 'ci' && given === password;
  const ca = await createPrivateCa();
  const answering = (fault: NonNullable<LoopbackRegistryOptions['faults']>[string]): Promise<LoopbackRegistry> =>
    startLoopbackRegistry({ accepts, faults: { '/v2/ authorized': fault } });
  registries = {
    basic: await startLoopbackRegistry({ accepts }),
    bearer: await startLoopbackRegistry({ accepts, authentication: 'bearer' }),
    echoing: await answering({
      kind: 'answer',
      status: 401,
      headers: { 'www-authenticate': `Basic realm="${header(password)} ${header(wrong)}"` },
      body: `${password} ${wrong}`,
    }),
    redirecting: await answering({
      kind: 'answer',
      status: 302,
      headers: { location: `http://127.0.0.1:1/?password=${header(password)}&other=${header(wrong)}` },
    }),
    silent: await answering({ kind: 'silent' }),
    'broken off': await answering({ kind: 'reset' }),
    'without a trusted certificate': await startLoopbackRegistry({ accepts, tls: await ca.issue(['127.0.0.1']) }),
  };
});
afterAll(() => Promise.all(Object.values(registries).map((registry) => registry.close())));
beforeEach(async () => {
  watched = watchProcesses(canaries);
  for (const kind of kinds) await keep(registries[kind].authority);
});
afterEach(() => {
  watched.dispose();
});

async function keep(registry: string): Promise<void> {
  const paths = resolvePaths({ TS_REG_HOME: watched.home }, 'linux', '');
  const { records } = openFileStore({ paths, key: { kind: 'file', path: paths.keyFile }, warn: () => undefined });
  await records.insert({
    registry,
    name: registry,
    type: 'docker_v2',
    user: 'ci',
    secret: new Secret(password),
    verifyTls: true,
    origin: 'add',
    location: {},
    createdAt: 0,
    updatedAt: 0,
    version: 1,
  });
}

function damageEveryRecord(): void {
  const folder = join(watched.home, 'records');
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.slice(0, Math.floor(text.length * 0.7)));
  }
}

/** The same command in two voices: all that can be logged, and JSON. */
const voices: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] = [
  ['--debug and NODE_DEBUG=*', ['--debug'], { NODE_DEBUG: '*', ANCHORE_CLI_DEBUG: 'y' }],
  ['--json', ['--json'], {}],
];

describe.each(voices)('with %s', (_, flags, variables) => {
  function command(args: readonly string[], { environment, ...options }: WatchedOptions = {}): Promise<Ended> {
    return watched.run(tsReg, [...args, ...flags], { ...options, environment: { ...variables, ...environment } });
  }
  function ask(action: string, input: string, { environment, ...options }: WatchedOptions = {}): Promise<Ended> {
    return watched.run(helper, [action], { input, ...options, environment: { ...variables, ...environment } });
  }
  const at = (kind: (typeof kinds)[number]): string => registries[kind].authority;
  const withPassword = (text: string): WatchedOptions => ({ environment: { TS_REG_PASSWORD: text } });

  it.each(kinds)('add, update and check show no password of a registry that is %s', async (kind) => {
    watched.give(join(watched.home, 'config.yaml'), 'timeout: 1\n');
    await command(['registry', 'check', at(kind)]);
    await command(['registry', 'update', at(kind), 'ci'], withPassword(wrong));
    const added = await command(['registry', 'add', at(kind), 'ci', '--replace', '--password-stdin'], {
      input: `${password}\n`,
    });
    expect(added.exitCode).toBe(kind === 'basic' || kind === 'bearer' ? 0 : 1);
    if ('NODE_DEBUG' in variables && runsOnNode) expect(added.stderr).toMatch(/^HTTPS? \d+:/m);
    expect(watched.leaks()).toEqual([]);
    for (const { headers } of registries[kind].requests) {
      if (headers.authorization?.startsWith('Bearer '))
        watched.watchFor({ name: 'bearer token', bytes: Buffer.from(headers.authorization.slice(7)) });
    }
    await command(['registry', 'check', at(kind)]);
    expect(watched.leaks()).toEqual([]);
  });

  it('list, get, refresh, del, completion, doctor and configure-docker show none, and token only on stdout', async () => {
    watched.give(
      'config.json',
      JSON.stringify({ auths: { 'r.example.com': { auth: Buffer.from(`ci:${password}`).toString('base64') } } }),
    );
    for (const args of [['list'], ['list', '--wide'], ['get', at('basic')], ['refresh', '--force']])
      await command(['registry', ...args]);
    expect((await command(['registry', 'token', at('basic')], { asked: true })).exitCode).toBe(0);
    for (const args of [['completion', 'bash'], ['doctor'], ['doctor', at('basic')]]) await command(args);
    await command(['configure-docker', at('basic')]);
    await command(['registry', 'del', at('basic')]);
    expect(watched.leaks()).toEqual([]);
  });

  it('import shows none, from a good file or a broken one', async () => {
    const auths = JSON.stringify({
      auths: { 'r.example.com': { auth: Buffer.from(`ci:${password}`).toString('base64') } },
    });
    expect((await command(['registry', 'import', watched.give('good.json', auths)])).exitCode).toBe(0);
    for (const text of [
      auths.slice(0, -3),
      auths.replace('"auth":', '"auth":x'),
      auths.replace('{"auths"', `{"${password}":1,"auths"`),
      password,
    ]) {
      await command(['registry', 'import', watched.give('broken.json', text)]);
      await command(['configure-docker', at('basic')], {
        environment: { DOCKER_CONFIG: join(watched.give('config.json', text), '..') },
      });
    }
    expect(watched.leaks()).toEqual([]);
  });

  it('the credential helper and the kubelet get it on stdout, and nobody anywhere else', async () => {
    const login = JSON.stringify({ ServerURL: 'new.example.com', Username: 'ci', Secret: password });
    expect((await ask('store', login)).exitCode).toBe(0);
    for (const broken of [
      login.slice(0, -2),
      `${login.slice(0, -1)},"Secret":"x"}`,
      login.replace('"ci"', '"c:i"'),
      login.replace('new.', 'n ew.'),
      password,
    ])
      await ask('store', broken);
    await ask('get', password);
    await ask('list', '');
    expect((await ask('get', 'new.example.com', { asked: true })).exitCode).toBe(0);
    const request = {
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      kind: 'CredentialProviderRequest',
      image: 'new.example.com/app:1',
    };
    await command(['kubelet-credential-provider'], { input: JSON.stringify(request), asked: true });
    await command(['kubelet-credential-provider'], { input: `{"x":"${password}"` });
    await ask('erase', 'new.example.com');
    expect(watched.leaks()).toEqual([]);
  });

  it('a damaged, unreadable or keyless store gives nothing away', async () => {
    const everything = async (environment: Readonly<Record<string, string>>): Promise<void> => {
      for (const args of [['list'], ['token', at('basic')], ['check']])
        await command(['registry', ...args], { environment });
      await ask('get', at('basic'), { environment });
      await command(['doctor', at('basic')], { environment });
    };
    await everything({ TS_REG_KEY: key });
    await everything({ TS_REG_KEY: passphrase });
    await everything({ TS_REG_KEY_FILE: watched.give('key', passphrase) });
    damageEveryRecord();
    await everything({});
    rmSync(join(watched.home, 'key'));
    await everything({});
    expect(watched.leaks()).toEqual([]);
  });

  it('rekey shows neither passphrase nor key, and a wrong passphrase is not repeated', async () => {
    const moved = await command(['store', 'rekey', 'passphrase'], {
      environment: { TS_REG_NEW_PASSPHRASE: passphrase },
    });
    expect(moved.exitCode, moved.stderr.slice(-500)).toBe(0);
    expect(
      (
        await command(['registry', 'token', at('basic')], {
          asked: true,
          environment: { TS_REG_PASSPHRASE: passphrase },
        })
      ).exitCode,
    ).toBe(0);
    await command(['registry', 'token', at('basic')], { environment: { TS_REG_PASSPHRASE: wrong } });
    const own = watched.give('own-key', `${key}\n`);
    expect((await command(['store', 'rekey', own], { environment: { TS_REG_PASSPHRASE: passphrase } })).exitCode).toBe(
      0,
    );
    await command(['registry', 'list']);
    expect(watched.leaks()).toEqual([]);
  });

  it.each([
    (secret: string) => `store: postgres://ci:${secret}@127.0.0.1:1/db\n`,
    (secret: string) => `store: "postgres://ci:${secret}@127.0.0.1:bad/db"\n`,
    (secret: string) => `store: "mysql://ci:${secret}@127.0.0.1/db"\n`,
    (secret: string) => `store: "postgres://ci:${secret}\n`,
    (secret: string) => `pasword: ${secret}\n`,
    (secret: string) => `timeout: "${secret}"\n`,
    (secret: string) => `endpoints: { ecr: "https://ci:${secret}@127.0.0.1/", sts: "${secret}" }\n`,
    (secret: string) => `key: "${secret}"\n`,
    (secret: string) => `- ${secret}: [\n`,
  ])('config.yaml number %# may hold it, and no message repeats it', async (text) => {
    watched.give(join(watched.home, 'config.yaml'), text(encodeURIComponent(password)));
    await command(['registry', 'list']);
    await ask('get', at('basic'));
    expect(watched.leaks()).toEqual([]);
  });
});
