/** A credential is accepted when the registry itself accepts it, and every refusal says why. */
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registryUrls } from '../../src/distribution/registry-ping.js';
import { TsRegError } from '../../src/errors.js';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import type { Fault } from '../support/loopback-registry-faults.js';
import { startLoopbackProxy } from '../support/loopback-registry-proxy.js';
import { createPrivateCa } from '../support/private-ca.js';
import { canary, password, PingFixture, received, resolver, user } from './ping-fixture.js';

let fixture: PingFixture;
beforeAll(async () => {
  fixture = await PingFixture.create();
});
afterEach(() => fixture.close());

const wrong = { username: user, password: 'not-it' };
const anonymous = { credential: undefined };

describe.each(['basic', 'bearer'] as const)('a registry with %s authentication', (authentication) => {
  it('accepts the right password', async () => {
    const registry = await fixture.startTls({ authentication });
    await fixture.ping(registry.authority);
    expect(registry.requests[0]?.headers.authorization).toBeUndefined();
    expect(registry.requests.at(-1)).toMatchObject({ method: 'GET', path: '/v2/' });
  });

  it('refuses a wrong one', async () => {
    const registry = await fixture.startTls({ authentication });
    expect(await fixture.refusal(registry.authority, { credential: wrong })).toMatch(
      /refused the user name or password \(HTTP 401\)$/,
    );
  });

  it('refuses people without one', async () => {
    const registry = await fixture.startTls({ authentication });
    expect(await fixture.refusal(registry.authority, anonymous)).toMatch(
      /requires a user name and password \(HTTP 401\)$/,
    );
  });
});

it('a registry without authentication accepts everybody, and is sent no password', async () => {
  const registry = await fixture.startTls({ authentication: 'none' });
  await fixture.ping(registry.authority);
  await fixture.ping(registry.authority, anonymous);
  expect(received(registry)).not.toMatch(canary);
});

it('a registry that offers Basic and Bearer is answered with Bearer, as docker does', async () => {
  const tokens = await fixture.startTls({ authentication: 'bearer' });
  const headers = {
    'www-authenticate': [`Basic realm="x"`, `Bearer realm="${tokens.origin}/token",service="loopback registry"`],
  };
  const registry = await fixture.startTls({
    faults: { '/v2/': { kind: 'answer', status: 401, headers }, '/v2/ authorized': { kind: 'answer', status: 200 } },
  });
  await fixture.ping(registry.authority);
  expect(registry.requests.at(-1)?.headers.authorization).toMatch(/^Bearer /);
  expect(received(registry)).not.toMatch(canary);
});

describe('an address that is no registry', () => {
  it.each<[Fault, RegExp]>([
    [{ kind: 'answer', status: 404 }, /^not a Docker V2 registry: https:\/\/127\.0\.0\.1:\d+\/v2\/ answered HTTP 404$/],
    [
      { kind: 'answer', status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' },
      /^not a Docker V2 registry: .* answered a web page \(HTTP 200\)$/,
    ],
    [
      { kind: 'answer', status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>nothing</h1>' },
      /^not a Docker V2 registry: .* answered a web page \(HTTP 404\)$/,
    ],
    [{ kind: 'answer', status: 204 }, /^not a Docker V2 registry: .* answered HTTP 204$/],
    [{ kind: 'answer', status: 403 }, /^registry denies access \(HTTP 403\)$/],
    [
      { kind: 'answer', status: 429, headers: { 'retry-after': '86400' } },
      /^registry received too many requests \(HTTP 429\)$/,
    ],
    [{ kind: 'answer', status: 500 }, /^registry failed \(HTTP 500\)$/],
    [{ kind: 'answer', status: 503 }, /^registry failed \(HTTP 503\)$/],
  ])('%j', async (fault, reason) => {
    const registry = await fixture.startTls({ faults: { '/v2/': fault } });
    expect(await fixture.refusal(registry.authority)).toMatch(reason);
    expect(registry.requests).toHaveLength(1);
  });
});

describe('a registry whose answer looks like a page', () => {
  const html = { 'content-type': 'text/html; charset=utf-8' };

  it.each<[string, Fault]>([
    ['true, as quay.io', { kind: 'answer', status: 200, headers: html, body: 'true' }],
    ['nothing', { kind: 'answer', status: 200, headers: html }],
    ['HTML after it asked for the password', { kind: 'answer', status: 200, headers: html, body: '<html>' }],
  ])('is one when it asked for the password: %s', async (_, answer) => {
    const registry = await fixture.startTls({ authentication: 'bearer', faults: { '/v2/ authorized': answer } });
    await fixture.ping(registry.authority);
  });

  it.each<[string, Fault]>([
    ['true', { kind: 'answer', status: 200, headers: html, body: 'true' }],
    ['{}', { kind: 'answer', status: 200, headers: html, body: '{}' }],
    ['nothing', { kind: 'answer', status: 200, headers: html }],
    [
      'HTML with the API version',
      {
        kind: 'answer',
        status: 200,
        headers: { ...html, 'docker-distribution-api-version': 'registry/2.0' },
        body: '<html>',
      },
    ],
  ])('is one though it asks for nothing: %s', async (_, answer) => {
    const registry = await fixture.startTls({ faults: { '/v2/': answer } });
    await fixture.ping(registry.authority);
  });

  it.each([
    ['text/html', ' \n<!DOCTYPE html>'],
    ['text/plain', '<html>'],
    ['application/json', '\ufeff<head>'],
    ['application/xhtml+xml', '<?xml version="1.0"?><html>'],
    ['text/html', '<!-- portal --><script>'],
  ])('is none when it asks for nothing and begins like HTML: %s %j', async (type, body) => {
    const answer: Fault = { kind: 'answer', status: 200, headers: { 'content-type': type }, body };
    const registry = await fixture.startTls({ faults: { '/v2/': answer } });
    expect(await fixture.refusal(registry.authority)).toMatch(/ answered a web page \(HTTP 200\)$/);
  });
});

describe('an error after the challenge was answered is a refusal of the registry', () => {
  it.each([400, 404, 405, 410, 304])('HTTP %i', async (status) => {
    const answer: Fault = { kind: 'answer', status, headers: { 'content-type': 'text/html' } };
    const registry = await fixture.startTls({ authentication: 'basic', faults: { '/v2/ authorized': answer } });
    expect(await fixture.refusal(registry.authority)).toBe(
      `registry asked for credentials, then answered them with HTTP ${status}`,
    );
  });
});

describe('a password that nothing proved', () => {
  it('is told in one line that does not hold it', async () => {
    const lines: string[] = [];
    const warn = (line: string): void => void lines.push(line);
    const registry = await fixture.startTls({ authentication: 'none' });
    await fixture.ping(registry.authority, { warn });
    expect(lines).toEqual([`${registry.authority}: registry did not ask for the password, so it is not verified`]);
  });

  it.each(['basic', 'bearer', 'none'] as const)(
    'is not told of one that was asked for or is none: %s',
    async (authentication) => {
      const lines: string[] = [];
      const registry = await fixture.startTls({ authentication, allowsAnonymous: true });
      const setting = authentication === 'none' ? anonymous : {};
      await fixture.ping(registry.authority, { ...setting, warn: (line) => void lines.push(line) });
      expect(lines).toEqual([]);
    },
  );
});

it.each(['Basic realm=/', 'Basic realm="x', 'basic realm=Nexus Repository', 'Bearer realm=/token, Basic realm="x"'])(
  'a malformed challenge is answered: %s',
  async (challenge) => {
    const headers = { 'www-authenticate': challenge };
    const registry = await fixture.startTls({
      faults: { '/v2/': { kind: 'answer', status: 401, headers }, '/v2/ authorized': { kind: 'answer', status: 200 } },
    });
    await fixture.ping(registry.authority);
    expect(registry.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
  },
);

it.each(['service=HOST', 'service="HOST" scope="x"', 'service='])(
  'a malformed Bearer challenge is answered: %s',
  async (rest) => {
    const tokens = await fixture.startTls({
      faults: { '/token': { kind: 'answer', status: 200, body: '{"token":"t"}' } },
    });
    const headers = {
      'www-authenticate': `Bearer realm="${tokens.origin}/token",${rest.replace('HOST', tokens.authority)}`,
    };
    const registry = await fixture.startTls({
      faults: { '/v2/': { kind: 'answer', status: 401, headers }, '/v2/ authorized': { kind: 'answer', status: 200 } },
    });
    await fixture.ping(registry.authority);
    const service = new URL(tokens.requests[0]?.path ?? '', tokens.origin).searchParams.get('service');
    expect(service).toBe(rest.includes('HOST') ? tokens.authority : null);
  },
);

describe('a challenge that cannot be answered', () => {
  it.each([
    [undefined, 'registry asks for credentials (HTTP 401) with an unreadable challenge'],
    ['', 'registry asks for credentials (HTTP 401) with an unreadable challenge'],
    ['Bearer realm="https://auth.example.com', 'registry asks for credentials (HTTP 401) with an unreadable challenge'],
    ['Bearer realm=https://auth.example.com/', 'registry asks for credentials (HTTP 401) with an unreadable challenge'],
    ['Bearer', 'registry asks for a token without naming a token server'],
    ['Bearer service="x"', 'registry asks for a token without naming a token server'],
    ['Negotiate', 'registry asks for negotiate authentication; ts-reg supports Basic and Bearer'],
    [
      `${'x'.repeat(5_000)} realm="y"`,
      `registry asks for ${'x'.repeat(40)} authentication; ts-reg supports Basic and Bearer`,
    ],
  ])('%j', async (challenge, reason) => {
    const headers = challenge === undefined ? {} : { 'www-authenticate': challenge };
    const registry = await fixture.startTls({ faults: { '/v2/': { kind: 'answer', status: 401, headers } } });
    expect(await fixture.refusal(registry.authority)).toBe(reason);
    expect(received(registry)).not.toMatch(canary);
  });

  it('a registry that goes on asking is not asked for ever', async () => {
    const headers = { 'www-authenticate': 'Basic realm="again"' };
    const registry = await fixture.startTls({ faults: { '/v2/': { kind: 'answer', status: 401, headers } } });
    expect(await fixture.refusal(registry.authority)).toBe('registry refused the user name or password (HTTP 401)');
    expect(registry.requests).toHaveLength(2);
  });
});

describe('a hostile registry', () => {
  const cases: [string, Fault, RegExp][] = [
    ['silent', { kind: 'silent' }, /no complete answer within the time limit$/],
    ['dripping byte by byte', { kind: 'slow-drip' }, /no complete answer within the time limit$/],
    ['an endless body', { kind: 'endless-body' }, /answer is larger than the limit \(\d+ bytes\)$/],
    ['endless headers', { kind: 'endless-headers' }, /answer is larger than the limit$/],
    ['a gzip bomb', { kind: 'gzip-bomb', status: 200 }, /answer is compressed, which was not requested$/],
    ['a gzip bomb behind a 401', { kind: 'gzip-bomb', status: 401 }, /answer is compressed, which was not requested$/],
    [
      'a header of 40 KiB',
      { kind: 'answer', status: 401, headers: { 'www-authenticate': `Basic realm="${'x'.repeat(40_960)}"` } },
      /answer is larger than the limit$/,
    ],
    ['cut short', { kind: 'truncated' }, /connection closed/],
    ['reset', { kind: 'reset' }, /connection closed/],
    ['no HTTP', { kind: 'raw', bytes: 'SSH-2.0-OpenSSH\r\n' }, /answer is not HTTP/],
  ];

  /** Short where only the deadline ends it. */
  const deadlineFor = ({ kind }: Fault): number => (kind === 'silent' || kind === 'slow-drip' ? 700 : 10_000);

  it.each(cases)('%s: ends in time with its own message', async (_, fault, reason) => {
    const registry = await fixture.startTls({ faults: { '/v2/': fault } });
    expect(await fixture.refusal(registry.authority, { timeoutMs: deadlineFor(fault) })).toMatch(reason);
    expect(received(registry)).not.toMatch(canary);
    await expect.poll(() => registry.openConnections()).toBe(0);
  });

  it.each(cases)('%s, once it has the password: the same', async (_, fault, reason) => {
    const registry = await fixture.startTls({ faults: { '/v2/ authorized': fault } });
    expect(await fixture.refusal(registry.authority, { timeoutMs: deadlineFor(fault) })).toMatch(reason);
    await expect.poll(() => registry.openConnections()).toBe(0);
  });

  it.each(cases)('%s at its token server: the same', async (_, fault, reason) => {
    const registry = await fixture.startTls({ authentication: 'bearer', faults: { '/token': fault } });
    expect(await fixture.refusal(registry.authority, { timeoutMs: deadlineFor(fault) })).toMatch(
      fault.kind === 'answer' ? /answer is larger/ : reason,
    );
    await expect.poll(() => registry.openConnections()).toBe(0);
  });
});

describe('TLS', () => {
  it.each([
    ['expired', /^TLS certificate has expired/],
    ['for another host', /^TLS certificate is for another host$/],
    ['from a stranger', /^TLS certificate is not signed by a trusted authority$/],
  ])('a certificate %s is refused, and no password is sent', async (what, reason) => {
    const day = 86_400_000;
    const issuer = what === 'from a stranger' ? await createPrivateCa() : fixture.ca;
    const hosts = what === 'for another host' ? ['other.example'] : ['127.0.0.1'];
    const validity = what === 'expired' ? { notBefore: Date.now() - 2 * day, notAfter: Date.now() - day } : undefined;
    const registry = await fixture.start({ tls: await issuer.issue(hosts, validity) });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await fixture.refusal(registry.authority)).toMatch(reason);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
    expect(registry.requests).toEqual([]);
    await fixture.ping(registry.authority, { verifyTls: false });
  });

  it('plain http needs no flag on this machine', async () => {
    const registry = await fixture.start();
    await fixture.ping(registry.authority);
    await fixture.ping(`localhost:${registry.port}`);
    expect(await fixture.refusal(registry.authority, { credential: wrong })).toMatch(/HTTP 401/);
  });

  it('plain http elsewhere needs --insecure', async () => {
    const registry = await fixture.start();
    const lookup = resolver({ 'registry.example.com': () => '127.0.0.1' });
    const name = `registry.example.com:${registry.port}`;
    expect(await fixture.refusal(name, { lookup })).toBe('server does not support TLS at this port');
    expect(registry.requests).toEqual([]);
    await fixture.ping(name, { lookup, verifyTls: false });
  });

  it('--insecure still prefers TLS', async () => {
    const registry = await fixture.startTls();
    await fixture.ping(registry.authority, { verifyTls: false });
    expect(registry.requests).toHaveLength(2);
  });

  it('a TLS registry that fails is not asked again in clear', async () => {
    const registry = await fixture.startTls({ faults: { '/v2/': { kind: 'silent' } } });
    await fixture.refusal(registry.authority, { timeoutMs: 300, verifyTls: false });
    expect(registry.requests).toHaveLength(1);
  });
});

describe('a registry that cannot be reached', () => {
  it('nothing listens', async () => {
    const registry = await fixture.startTls();
    await registry.close();
    expect(await fixture.refusal(registry.authority)).toBe('connection refused');
  });

  it('the name does not exist', async () => {
    expect(await fixture.refusal('nowhere.example.com', { lookup: resolver({}) })).toBe('host name cannot be resolved');
  });

  it('the proxy refuses', async () => {
    const proxy = await startLoopbackProxy({ routes: {} });
    fixture.closeLater(proxy);
    expect(await fixture.refusal('registry.example.com', { environment: { HTTPS_PROXY: proxy.origin } })).toBe(
      'proxy refused the connection (HTTP 502)',
    );
  });
});

it('docker.io is asked at index.docker.io, as docker does, through the proxy', async () => {
  const registry = await fixture.startTls();
  const proxy = await startLoopbackProxy({ routes: { 'index.docker.io:443': registry.port } });
  fixture.closeLater(proxy);
  await fixture.ping('docker.io', { environment: { HTTPS_PROXY: proxy.origin } });
  expect(new Set(proxy.tunnels.map((tunnel) => tunnel.target))).toEqual(new Set(['index.docker.io:443']));
});

it('a user name with a colon is refused: Basic could not carry it', async () => {
  const registry = await fixture.startTls();
  expect(await fixture.refusal(registry.authority, { credential: { username: 'a:b', password } })).toMatch(
    /^user name contains a colon/,
  );
  expect(received(registry)).not.toMatch(canary);
});

it('a password of any characters arrives as it is', async () => {
  const odd = 'p:ä "\\\n\u{1f600} %41=&';
  const registry = await fixture.startTls({ accepts: (name, secret) => name === user && secret === odd });
  await fixture.ping(registry.authority, { credential: { username: user, password: odd } });
});

describe('an ECR token, with --insecure too', () => {
  const token = { tlsOnly: true, verifyTls: false } as const;

  it('is never sent to a registry that speaks plain http, which is not asked anything', async () => {
    const registry = await fixture.start({ authentication: 'basic' });
    expect(await fixture.refusal(registry.authority, token)).toMatch(
      /does not support TLS, and an ECR token is never sent over plain http$/,
    );
    expect(await fixture.refusal(registry.authority, { tlsOnly: true })).toMatch(/never sent over plain http$/);
    expect(registry.requests).toEqual([]);
  });

  it('is not taken to a token server that speaks plain http', async () => {
    const tokens = await fixture.start({ authentication: 'bearer' });
    const headers = { 'www-authenticate': `Bearer realm="${tokens.origin}/token",service="x"` };
    const registry = await fixture.startTls({ faults: { '/v2/': { kind: 'answer', status: 401, headers } } });
    expect(await fixture.refusal(registry.authority, token)).toMatch(/asks for the password over plain http/);
    expect(tokens.requests).toEqual([]);
  });

  it('is not taken along a redirect to plain http', async () => {
    const plain = await fixture.start({ authentication: 'basic' });
    const registry = await fixture.startTls({
      faults: { '/v2/': { kind: 'answer', status: 302, headers: { location: `${plain.origin}/v2/` } } },
    });
    expect(await fixture.refusal(registry.authority, token)).toMatch(/redirects to plain http/);
    expect(plain.requests).toEqual([]);
  });
});

const urls = (name: string, verifyTls = true): string[] =>
  registryUrls(parseRegistryName(name), verifyTls).map((url) => url.href);

it.each([
  ['registry.example.com', ['https://registry.example.com/v2/']],
  ['Registry.Example.com:5000/team/app*', ['https://registry.example.com:5000/v2/']],
  ['docker.io', ['https://index.docker.io/v2/']],
  ['docker.io/library/*', ['https://index.docker.io/v2/']],
  ['index.docker.io', ['https://index.docker.io/v2/']],
  ['registry-1.docker.io', ['https://registry-1.docker.io/v2/']],
  ['constructor', ['https://constructor/v2/']],
  ['my_registry:5000', ['https://my_registry:5000/v2/']],
  ['[2001:db8::1]:5000', ['https://[2001:db8::1]:5000/v2/']],
  ['[2001:db8:0:0:0:0:0:1]', ['https://[2001:db8::1]/v2/']],
  ['localhost', ['https://localhost/v2/', 'http://localhost/v2/']],
  ['localhost:5000', ['https://localhost:5000/v2/', 'http://localhost:5000/v2/']],
  ['127.8.9.1:443', ['https://127.8.9.1/v2/', 'http://127.8.9.1:443/v2/']],
  ['[::1]:5000', ['https://[::1]:5000/v2/', 'http://[::1]:5000/v2/']],
])('%s is asked at %j', (name, expected) => {
  expect(urls(name)).toEqual(expected);
});

it('--insecure also tries plain http, after TLS', () => {
  expect(urls('registry.example.com', false)).toEqual([
    'https://registry.example.com/v2/',
    'http://registry.example.com/v2/',
  ]);
});

describe('refused', () => {
  it.each([
    '169.254.169.254',
    '169.254.169.254:80',
    '[::ffff:169.254.169.254]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '0.0.0.0:5000',
    '100.100.100.200',
  ])('%s, where no registry is', (name) => {
    expect(() => urls(name, false)).toThrow(/host is a link-local or metadata address/);
  });
});

it(
  'never changes the host',
  () => {
    const host = fc.stringMatching(/^[a-z0-9._-]{1,20}(:[0-9]{1,5})?$/);
    fc.assert(
      fc.property(host, (text) => {
        try {
          const name = parseRegistryName(text);
          for (const url of registryUrls(name, false)) expect(url.hostname).toBe(name.host);
        } catch (error) {
          expect(error).toBeInstanceOf(TsRegError);
        }
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
