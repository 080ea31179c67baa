import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAccess, registryUrl, serviceAddress } from '../../src/anchore/service-url.js';
import { AnchoreTransport } from '../../src/anchore/transport.js';
import { TsRegError } from '../../src/errors.js';
import { createHttpClient } from '../../src/http/http-client.js';
import { Secret } from '../../src/secret.js';
import { type ClientOptions, transportOptions } from '../support/loopback-anchore-client.js';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';
import { createPrivateCa } from '../support/private-ca.js';

describe('the address of an Anchore service', () => {
  it.each([
    ['http://anchore.example.com:8228/v1', undefined, '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1/', undefined, '/v1/', '/v1/registries'],
    ['http://anchore.example.com:8228/v2', undefined, '/v2', '/v2/registries'],
    ['https://anchore.example.com/behind/a/proxy/v1', undefined, '/behind/a/proxy/v1', '/behind/a/proxy/v1/registries'],
    ['http://anchore.example.com:8228', undefined, '/', '/registries'],
    ['http://anchore.example.com:8228', '2', '/v2', '/v2/registries'],
    ['http://anchore.example.com:8228/', 'v1', '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1', 'v2', '/v2', '/v2/registries'],
    ['http://anchore.example.com:8228/v2', '1.0', '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1', '0.9.4', '/v1', '/v1/registries'],
    ['http://anchore.example.com:8228/v1', '2.4.1', '/v1', '/v1/registries'],
  ])('of %s with --api-version %s is %s, %s', (url, version, liveness, registries) => {
    const address = serviceAddress(url, version);
    expect(address.liveness.pathname).toBe(liveness);
    expect(address.registries.pathname).toBe(registries);
  });
});

describe('the address of a registry', () => {
  const address = serviceAddress('http://anchore.example.com:8228/v1', undefined);

  it.each([
    ['registry.example.com:5000', 'registry.example.com%3A5000'],
    ['docker.io/library/*', 'docker.io%2Flibrary%2F%2A'],
    ['a b?c#d%e~f', 'a%20b%3Fc%23d%25e~f'],
    ["it's(1)!", 'it%27s%281%29%21'],
    ['\u{1f433}', '%F0%9F%90%B3'],
  ])('percent-encodes %s as Python does', (name, encoded) => {
    expect(registryUrl(address, name).href).toBe(`http://anchore.example.com:8228/v1/registries/${encoded}`);
  });

  it.each(['', '.', '..'])('refuses %j, which would lead elsewhere', (name) => {
    expect(() => registryUrl(address, name)).toThrow(`invalid input registry name: '${name}'`);
  });

  it('is always one step below the registries, and gives the name back', () => {
    const point = fc
      .integer({ min: 0, max: 0x10_f7ff })
      .map((rank) => String.fromCodePoint(rank < 0xd800 ? rank : rank + 0x800));
    fc.assert(
      fc.property(fc.string({ unit: point, minLength: 1 }), (name) => {
        fc.pre(name !== '.' && name !== '..');
        const url = registryUrl(address, name);
        const [root, version, resource, encoded, ...rest] = url.pathname.split('/');
        expect([root, version, resource, rest, url.search, url.hash, url.origin]).toEqual([
          '',
          'v1',
          'registries',
          [],
          '',
          '',
          'http://anchore.example.com:8228',
        ]);
        expect(decodeURIComponent(encoded ?? '')).toBe(name);
      }),
    );
  });
});

async function access(
  api: Pick<LoopbackAnchore, 'origin'>,
  options: ClientOptions = {},
): Promise<TsRegError | undefined> {
  const made = transportOptions(api, options);
  try {
    await checkAccess(new AnchoreTransport(made), made.settings, new URL(made.settings.url));
    return undefined;
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}

describe('whether an Anchore service is there', () => {
  let api: LoopbackAnchore;

  beforeEach(async () => {
    api = await startLoopbackAnchore();
  });

  afterEach(async () => {
    await api.close();
  });

  it('is asked with one GET of the URL', async () => {
    expect(await access(api)).toBeUndefined();
    expect(api.wire.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1']);
  });

  it('says in the words of anchore-cli that a password is wrong, and what to set', async () => {
    const error = await access(api, { settings: { password: new Secret('wrong-canary') } });
    expect(error?.message).toBe(
      `could not access anchore service (user=admin url=${api.origin}/v1): user or password is wrong`,
    );
    expect([error?.exitCode, error?.httpCode]).toEqual([2, 401]);
    expect(error?.hint).toContain('ANCHORE_CLI_PASS');
    expect(JSON.stringify([error?.message, error?.hint, error?.detail])).not.toContain('canary');
  });

  it('says that nothing listens', async () => {
    const { origin } = api;
    await api.close();
    const error = await access({ origin });
    expect(error?.message).toBe(`could not access anchore service (user=admin url=${origin}/v1): connection refused`);
    expect([error?.exitCode, error?.hint]).toEqual([
      2,
      'check --url (ANCHORE_CLI_URL); --local uses the store on this machine',
    ]);
    api = await startLoopbackAnchore();
  });

  it.each([404, 500, 502])('says which status came instead: %i', async (status) => {
    api.fail({
      on: 'liveness',
      fault: { kind: 'reply', status, headers: { 'content-type': 'text/html' }, body: '<html>' },
    });
    const error = await access(api);
    expect(error?.message).toMatch(new RegExp(`: HTTP ${status}$`));
    expect(error?.exitCode).toBe(2);
  });

  it('does not go to another host, and says where the service wants us', async () => {
    api.fail({
      on: 'liveness',
      fault: {
        kind: 'reply',
        status: 302,
        headers: { location: 'https://login.example.com/sso?token=canary' },
        body: '',
      },
    });
    const error = await access(api);
    expect(error?.message).toContain('redirects to https://login.example.com/sso; the credentials were not sent there');
    expect(error?.message).not.toContain('canary');
  });
});

describe('an Anchore service behind TLS', () => {
  let api: LoopbackAnchore;
  let caPem: string;

  beforeEach(async () => {
    const authority = await createPrivateCa();
    ({ caPem } = authority);
    api = await startLoopbackAnchore({ tls: await authority.issue(['127.0.0.1']) });
  });

  afterEach(async () => {
    await api.close();
  });

  it('is refused when nobody trusts its certificate, before credentials are sent', async () => {
    const error = await access(api);
    expect(error?.message).toMatch(/: TLS certificate is not signed by a trusted authority$/);
    expect(error?.hint).toContain('--insecure');
    expect(api.wire).toHaveLength(0);
  });

  it('is reached with --insecure', async () => {
    expect(await access(api, { settings: { verifyTls: false } })).toBeUndefined();
  });

  it('is reached when its authority is given', async () => {
    const client = createHttpClient({ environment: {}, certificateAuthorities: [caPem] });
    expect(await access(api, { client })).toBeUndefined();
  });
});
