/**
 * Hosts in answers that are shell code: a realm, a redirect, the Location of an Anchore API. No hint repeats them
 * unquoted, no host outside the grammar is connected to, and what a hint says can be pasted into a shell.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';
import { type Ended, run, tsReg } from '../support/spawned.js';
import { stubbedShell } from '../system/hostile-words.js';

const shells = stubbedShell();
let home: string;
let proxy: ConnectProxy;
let registry: LoopbackRegistry | undefined;
let anchore: LoopbackAnchore | undefined;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-answers-'));
  writeFileSync(join(home, 'config.yaml'), 'timeout: 20\n', { mode: 0o600 });
  proxy = await startConnectProxy({ routes: {} });
});
afterEach(async () => {
  await Promise.all([proxy.close(), registry?.close(), anchore?.close()]);
  registry = anchore = undefined;
  rmSync(home, { recursive: true, force: true });
});
afterAll(() => {
  shells.remove();
});

/** Every name outside of this machine goes through the proxy, which writes it down and refuses it. */
function command(args: readonly string[]): Promise<Ended> {
  const environment = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
  return run(tsReg, args, { environment: { TS_REG_HOME: home, HOME: home, ...environment } });
}

/** An error with a hint of printable text that runs nothing but what it shows when it is pasted. */
function expectSafe({ exitCode, stderr, stdout }: Ended): void {
  expect([exitCode === 0, stdout, stderr]).toEqual([false, '', expect.stringMatching(/^Error: .+/m)]);
  expect(stderr).not.toMatch(/unexpected internal error/);
  const hints = Array.from(stderr.matchAll(/^hint: (.*)$/gm), ([, text = '']) => text);
  const pastes = hints.flatMap((text) => [
    text,
    ...text.split(/(?<=[?:,;]) /).map((_, i, parts) => parts.slice(i).join(' ')),
  ]);
  for (const shell of ['/bin/sh', '/bin/bash'])
    expect(shells.run([shell], pastes).filter(({ pwned }) => pwned)).toEqual([]);
  expect(proxy.connects.filter((target) => !/^[a-z0-9.-]+:\d+$/.test(target))).toEqual([]);
}

const hosts = [
  '$({touch,pwned})',
  'a;{touch,pwned};b',
  '`{touch,pwned}`',
  'a|{touch,pwned}&b',
  "a'$({touch,pwned})'b",
  '$({touch,pwned}).example.com:443',
  '-oProxyCommand=touch',
  'a_b;{touch,pwned}',
  'xn--;{touch,pwned}',
];

describe.each(hosts)('the host %s', (host) => {
  it('as the realm of a registry', async () => {
    registry = await startLoopbackRegistry({ authentication: 'bearer', realm: `https://${host}/token` });
    expectSafe(await command(['registry', 'add', registry.authority, 'ci', 'right-password', '--insecure']));
    expect(proxy.connects).toEqual([]);
  });

  it('as the target of a redirect', async () => {
    const answer = { status: 302, headers: { location: `https://${host}/v2/` }, body: '' };
    registry = await startLoopbackRegistry({ faults: { '/v2/': { kind: 'answer', ...answer } } });
    expectSafe(await command(['registry', 'add', registry.authority, 'ci', 'right-password', '--insecure']));
    expect(proxy.connects).toEqual([]);
  });

  it('as the Location of an Anchore API', async () => {
    anchore = await startLoopbackAnchore({ user: 'admin', password: 'foobar' });
    const answer = { kind: 'reply', status: 302, headers: { location: `https://${host}/v1` }, body: '' } as const;
    anchore.fail({ on: 'registries', fault: answer });
    for (const args of [['list'], ['add', 'reg.example.com', 'u', 'p']]) {
      expectSafe(
        await command(['--url', `${anchore.origin}/v1`, '--u', 'admin', '--p', 'foobar', 'registry', ...args]),
      );
    }
    expect(proxy.connects).toEqual([]);
  });
});
