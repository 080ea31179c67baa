/**
 * The passwords of a remote Anchore deployment and of the registries that it is sent: no command, failure or log shows
 * them.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';
import { createPrivateCa } from '../support/private-ca.js';
import { type Ended, tsReg } from '../support/spawned.js';
import { canaryText } from './canary.js';
import { type WatchedOptions, type WatchedProcesses, watchProcesses } from './watched-processes.js';

const password = canaryText('registry');
const engine = canaryText('engine');
const account = { ANCHORE_CLI_USER: 'admin', ANCHORE_CLI_PASS: engine };
let anchore: LoopbackAnchore;
let untrusted: LoopbackAnchore;
let watched: WatchedProcesses;

beforeAll(async () => {
  const ca = await createPrivateCa();
  untrusted = await startLoopbackAnchore({ password: engine, tls: await ca.issue(['127.0.0.1']) });
});
afterAll(() => untrusted.close());
beforeEach(async () => {
  anchore = await startLoopbackAnchore({ password: engine, refusedPasswords: [password] });
  watched = watchProcesses([
    { name: 'registry password', bytes: Buffer.from(password) },
    { name: 'engine password', bytes: Buffer.from(engine) },
  ]);
});
afterEach(async () => {
  watched.dispose();
  await anchore.close();
});

describe.each<readonly [string, readonly string[], Readonly<Record<string, string>>]>([
  ['--debug and NODE_DEBUG=*', ['--debug'], { NODE_DEBUG: '*' }],
  ['--json', ['--json'], {}],
])('with %s', (_, flags, variables) => {
  function command(args: readonly string[], { environment, ...options }: WatchedOptions = {}): Promise<Ended> {
    return watched.run(tsReg, ['registry', ...args, ...flags], {
      ...options,
      environment: {
        ...account,
        ANCHORE_CLI_URL: `${anchore.origin}/v1`,
        TS_REG_PASSWORD: password,
        ...variables,
        ...environment,
      },
    });
  }
  const everything = async (environment: Readonly<Record<string, string>> = {}): Promise<readonly number[]> => {
    const codes: number[] = [];
    for (const args of [
      ['add', 'r.example.com', 'ci', '--skip-validate'],
      ['list'],
      ['get', 'r.example.com'],
      ['update', 'r.example.com', 'ci'],
      ['del', 'r.example.com'],
    ]) {
      codes.push((await command(args, { environment })).exitCode);
    }
    return codes;
  };

  it('nothing is shown while the engine does what it is asked, or refuses the registry', async () => {
    expect(await everything()).toEqual([0, 0, 0, 1, 0]);
    expect(watched.leaks()).toEqual([]);
  });

  it.each([
    ['a wrong account', { ANCHORE_CLI_USER: 'somebody' }],
    ['nobody there', { ANCHORE_CLI_URL: 'http://127.0.0.1:1/v1' }],
    ['a password in the URL', { ANCHORE_CLI_URL: `http://ci:${encodeURIComponent(password)}@127.0.0.1:1/v1` }],
    [
      'a password in a URL that is invalid',
      { ANCHORE_CLI_URL: `http://ci:${encodeURIComponent(password)}@127.0.0.1:x/v1` },
    ],
    [
      'a password in the URL of the proxy',
      { HTTP_PROXY: `http://ci:${encodeURIComponent(password)}@127.0.0.1:1`, NO_PROXY: '' },
    ],
  ])('%s is told without the password', async (_name, environment) => {
    await everything(environment);
    expect(watched.leaks()).toEqual([]);
  });

  it('a certificate that nobody trusts is told without the password', async () => {
    expect((await everything({ ANCHORE_CLI_URL: `${untrusted.origin}/v1` })).every((code) => code === 2)).toBe(true);
    expect(untrusted.wire).toEqual([]);
    expect(watched.leaks()).toEqual([]);
  });

  it.each([400, 406, 500])('an engine that answers %i and repeats what it was sent is not repeated', async (status) => {
    const body = JSON.stringify({
      message: 'cannot ping supplied registry',
      httpcode: status,
      detail: {
        error_codes: [],
        registry_pass: password,
        authorization: `Basic ${Buffer.from(`admin:${engine}`).toString('base64')}`,
      },
    });
    anchore.fail({ on: 'registries', fault: { kind: 'reply', status, body } });
    await everything();
    expect(watched.leaks()).toEqual([]);
  });

  it.each([
    ['in words', `cannot ping with ${password} as ${engine}`],
    ['as HTML', `<html>${password} ${engine}</html>`],
    ['as broken JSON', `{"registry_pass":"${password}`],
  ])('an engine that repeats it %s is not repeated', async (_name, text) => {
    anchore.fail({ on: 'registries', fault: { kind: 'reply', status: 406, body: text } });
    await command(['add', 'r.example.com', 'ci']);
    expect(watched.leaks()).toEqual([]);
  });

  it('a broken credentials.yaml is not quoted', async () => {
    for (const text of [
      `default:\n  ANCHORE_CLI_PASS: "${encodeURIComponent(engine)}\n`,
      `default: [${encodeURIComponent(engine)}`,
      `${encodeURIComponent(engine)}: : 1\n`,
    ]) {
      await command(['list', '--config', watched.give('credentials.yaml', text)], {
        environment: { ANCHORE_CLI_PASS: '', ANCHORE_CLI_URL: '' },
      });
    }
    expect(watched.leaks()).toEqual([]);
  });
});
