/** Tokens come from the token server that the registry names, and passwords go to no other place. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startLoopbackProxy } from '../support/loopback-registry-proxy.js';
import type { LoopbackRegistry } from '../support/loopback-registry.js';
import { canary, password, PingFixture, received, resolver } from './ping-fixture.js';

let fixture: PingFixture;
beforeAll(async () => {
  fixture = await PingFixture.create();
});
afterEach(() => fixture.close());

const startBearer = (
  answer: Partial<{ status: number; body: string; headers: Record<string, string> }>,
): Promise<LoopbackRegistry> =>
  fixture.startTls({ authentication: 'bearer', faults: { '/token': { kind: 'answer', status: 200, ...answer } } });

describe('the token server is asked', () => {
  it("with the registry's service, without scope, with the password in Basic", async () => {
    const registry = await fixture.startTls({ authentication: 'bearer' });
    await fixture.ping(registry.authority);
    expect(registry.requests.map((request) => request.path)).toEqual([
      '/v2/',
      '/token?service=loopback+registry&account=alice',
      '/v2/',
    ]);
    expect(registry.requests[1]?.headers.authorization).toMatch(/^Basic /);
    expect(registry.requests[2]?.headers.authorization).toMatch(/^Bearer /);
  });

  it('on another host too, when that is https', async () => {
    const tokens = await fixture.startTls({ authentication: 'bearer' });
    const registry = await fixture.startTls({
      faults: {
        '/v2/': {
          kind: 'answer',
          status: 401,
          headers: {
            'www-authenticate': `Bearer realm="https://localhost:${tokens.port}/token?a=b",service="loopback registry"`,
          },
        },
        '/v2/ authorized': { kind: 'answer', status: 200 },
      },
    });
    await fixture.ping(registry.authority);
    expect(tokens.requests.map((request) => request.path)).toEqual([
      '/token?a=b&service=loopback+registry&account=alice',
    ]);
    expect(received(registry)).not.toMatch(canary);
  });

  it('without a password by people who have none', async () => {
    const registry = await fixture.startTls({ authentication: 'bearer', allowsAnonymous: true });
    await fixture.ping(registry.authority, { credential: undefined });
    expect(registry.requests[1]?.headers.authorization).toBeUndefined();
  });

  it('by OAuth2 for an identity token, which is never sent as a password', async () => {
    const registry = await fixture.startTls({ authentication: 'bearer' });
    await fixture.ping(registry.authority, { credential: { username: '<token>', password } });
    expect(registry.requests[1]).toMatchObject({
      method: 'POST',
      path: '/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(registry.requests[1]?.headers.authorization).toBeUndefined();
    expect(new URLSearchParams(registry.requests[1]?.body).get('grant_type')).toBe('refresh_token');
    expect(
      await fixture.refusal(registry.authority, { credential: { username: '<token>', password: 'wrong' } }),
    ).toMatch(/refused the user name or password/);
  });
});

describe('an answer without a token is told as such', () => {
  it.each([
    '',
    '<html>',
    'null',
    '[]',
    '"token"',
    '{}',
    '{"token":""}',
    '{"token":null}',
    '{"token":["a"]}',
    '{"token":{"a":1}}',
    '{"token":"a b"}',
    '{"token":"a\\r\\nX-Evil: 1"}',
    '{"token":"\\u00e9"}',
    '{"__proto__":{"token":"x"}}',
    '{"access_token":7}',
    '['.repeat(30_000),
    `{"token":"${password}`,
  ])('%j', async (body) => {
    const registry = await startBearer({ body });
    expect(await fixture.refusal(registry.authority)).toBe(
      `token server ${registry.authority} answered without a token`,
    );
    expect(Reflect.get({}, 'token')).toBeUndefined();
  });

  it.each([404, 500, 503, 300])('HTTP %i', async (status) => {
    const registry = await startBearer({ status });
    expect(await fixture.refusal(registry.authority)).toBe(
      `token server ${registry.authority} answered HTTP ${status}`,
    );
  });

  it('more than 64 KiB', async () => {
    const registry = await startBearer({ body: JSON.stringify({ token: 'x'.repeat(65_536) }) });
    expect(await fixture.refusal(registry.authority)).toBe('answer is larger than the limit (65536 bytes)');
  });
});

describe('the account', () => {
  it.each(['ci', 'robot$team+ci', 'oauth2accesstoken', 'a b&c=d'])(
    '%s is named in the query, as docker does',
    async (name) => {
      const registry = await fixture.startTls({ authentication: 'bearer', accepts: (user) => user === name });
      await fixture.ping(registry.authority, { credential: { username: name, password } });
      expect(new URL(registry.requests[1]?.path ?? '', registry.origin).searchParams.getAll('account')).toEqual([name]);
    },
  );

  it('is not named by people who have none', async () => {
    const registry = await fixture.startTls({ authentication: 'bearer', allowsAnonymous: true });
    await fixture.ping(registry.authority, { credential: undefined });
    expect(registry.requests[1]?.path).not.toContain('account');
  });
});

it.each([200, 201, 203, 206])('a token that comes with HTTP %i counts', async (status) => {
  const registry = await fixture.startTls({
    authentication: 'bearer',
    faults: {
      '/token': { kind: 'answer', status, body: '{"token":"a-token"}' },
      '/v2/ authorized': { kind: 'answer', status: 200 },
    },
  });
  await fixture.ping(registry.authority);
  expect(registry.requests.at(-1)?.headers.authorization).toBe('Bearer a-token');
});

it('an access_token does as well, and a long one too', async () => {
  const token = 'x'.repeat(8_000);
  const registry = await fixture.startTls({
    authentication: 'bearer',
    faults: {
      '/token': { kind: 'answer', status: 200, body: JSON.stringify({ access_token: token }) },
      '/v2/ authorized': { kind: 'answer', status: 200 },
    },
  });
  await fixture.ping(registry.authority);
  expect(registry.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
});

it('a token that the registry does not accept is a refusal', async () => {
  const registry = await startBearer({ body: '{"token":"of-another-registry"}' });
  expect(await fixture.refusal(registry.authority)).toBe('registry refused the user name or password (HTTP 401)');
});

describe('a hostile realm gets 0 bytes of the password', () => {
  it.each([
    'http://auth.example.com/token',
    'https://169.254.169.254/token',
    'https://[::ffff:169.254.169.254]/token',
    'https://[fd00:ec2::254]/token',
    'https://100.100.100.200/token',
    'https://0.0.0.0/token',
    'https://2852039166/token',
    'https://0xa9fea9fe/',
    'https://127.0.0.1/token',
    'https://localhost/token',
    'https://u:p@auth.example.com/token',
    'ftp://auth.example.com/',
    'https:\\\\auth.example.com\\token',
  ])('%s, and is not even dialled', async (realm) => {
    const registry = await fixture.startTls({ authentication: 'bearer', realm });
    const proxy = await startLoopbackProxy({ routes: { 'registry.example.com:443': registry.port } });
    fixture.closeLater(proxy);
    await fixture.refusal('registry.example.com', {
      environment: { HTTPS_PROXY: proxy.origin, HTTP_PROXY: proxy.origin },
    });
    expect(proxy.tunnels.map((tunnel) => tunnel.target)).toEqual(['registry.example.com:443']);
    expect(received(registry)).not.toMatch(canary);
  });

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fd00:ec2::254',
    'fe80::1',
    '100.100.100.200',
    '0.0.0.0',
    '127.0.0.1',
    '::1',
  ])('a name that resolves to %s', async (address) => {
    const trap = await fixture.startTls();
    const registry = await fixture.startTls({
      authentication: 'bearer',
      realm: `https://auth.example.com:${trap.port}/token`,
    });
    const lookup = resolver({ 'registry.example.com': () => '127.0.0.1', 'auth.example.com': () => address });
    expect(await fixture.refusal(`registry.example.com:${registry.port}`, { lookup })).toMatch(
      /host name resolves to a forbidden address/,
    );
    expect(trap.connections()).toBe(0);
    expect(received(registry)).not.toMatch(canary);
  });

  it('a name that resolves to the registry first and to a metadata address when it matters', async () => {
    const registry = await fixture.startTls({ authentication: 'bearer' });
    const rebinding = await fixture.startTls({
      authentication: 'bearer',
      realm: `https://registry.example.com:${registry.port}/token`,
    });
    const answers = ['127.0.0.1', '169.254.169.254'];
    const lookup = resolver({ 'registry.example.com': () => answers.shift() ?? '169.254.169.254' });
    expect(await fixture.refusal(`registry.example.com:${rebinding.port}`, { lookup })).toMatch(/forbidden address/);
    expect(received(rebinding) + received(registry)).not.toMatch(canary);
  });
});

it('--insecure allows a token server over plain http', async () => {
  const registry = await fixture.start({ authentication: 'bearer' });
  const lookup = resolver({ 'registry.example.com': () => '127.0.0.1' });
  const name = `registry.example.com:${registry.port}`;
  await fixture.ping(name, { lookup, verifyTls: false });
});
