/** Agents: proxies, added authorities and verification work together, and no password goes astray. */
import { once } from 'node:events';
import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAgents } from '../../src/http/agents.js';
import {
  type LoopbackProxy,
  type LoopbackProxyOptions,
  startLoopbackProxy,
} from '../support/loopback-registry-proxy.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

const name = 'registry.example.com';
let ca: PrivateCa;
let otherCa: PrivateCa;
let registry: LoopbackRegistry;
let plainRegistry: LoopbackRegistry;
let closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  ca = await createPrivateCa();
  otherCa = await createPrivateCa();
  registry = await startLoopbackRegistry({ authentication: 'none', tls: await ca.issue([name, '127.0.0.1']) });
  plainRegistry = await startLoopbackRegistry({ authentication: 'none' });
});
afterAll(async () => {
  await registry.close();
  await plainRegistry.close();
});
afterEach(async () => {
  await Promise.all(closers.map((close) => close()));
  closers = [];
});

async function startProxy(options: Partial<LoopbackProxyOptions> = {}): Promise<LoopbackProxy> {
  const proxy = await startLoopbackProxy({
    routes: { [`${name}:443`]: registry.port, [`${name}:80`]: plainRegistry.port },
    ...options,
  });
  closers.push(() => proxy.close());
  return proxy;
}

interface Setting {
  readonly environment?: Record<string, string>;
  readonly certificateAuthorities?: readonly string[];
  readonly verifyTls?: boolean;
  readonly signal?: AbortSignal;
}

/** Status of `GET url`, or the code of the error. */
async function get(url: URL, setting: Setting): Promise<number | string> {
  const agents = createAgents(url, { environment: {}, certificateAuthorities: [], verifyTls: true, ...setting });
  return url.protocol === 'https:'
    ? ask(httpsRequest, url, agents.httpsAgent)
    : ask(httpRequest, url, agents.httpAgent);
}

async function ask(request: typeof httpRequest, url: URL, agent: Agent): Promise<number | string> {
  try {
    const [answer] = (await once(
      request(url, { agent, headers: { authorization: 'Bearer to-the-registry' } }).end(),
      'response',
    )) as [{ statusCode: number; resume(): void }];
    answer.resume();
    return answer.statusCode;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('without a proxy', () => {
  const url = (): URL => new URL(`${registry.origin}/v2/`);

  it('an added authority is trusted', async () => {
    expect(await get(url(), { certificateAuthorities: [ca.caPem] })).toBe(200);
  });

  it('an added authority is trusted in its own requests alone, and parsed once', () => {
    const agent = (authorities: readonly string[]) =>
      createAgents(new URL('https://a.example.com'), {
        environment: {},
        certificateAuthorities: authorities,
        verifyTls: true,
      }).httpsAgent.options;
    const [one, again, none] = [agent([ca.caPem]), agent([ca.caPem]), agent([])];
    expect(one.secureContext).toBeDefined();
    expect(again.secureContext).toBe(one.secureContext);
    expect(none.secureContext).toBeUndefined();
  });

  it('an unknown authority is refused', async () => {
    expect(await get(url(), {})).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
    expect(await get(url(), { certificateAuthorities: [otherCa.caPem] })).toMatch(/UNABLE_TO|CERT_SIGNATURE_FAILURE/);
  });

  it('only verifyTls: false lets an unknown authority through', async () => {
    expect(await get(url(), { verifyTls: false })).toBe(200);
  });

  it('NODE_TLS_REJECT_UNAUTHORIZED=0 weakens nothing', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await get(url(), {})).toMatch(/UNABLE_TO/);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });
});

describe('through a proxy', () => {
  const url = new URL(`https://${name}/v2/`);

  it("an added authority is trusted, and the name is the proxy's to resolve", async () => {
    const proxy = await startProxy();
    expect(await get(url, { environment: { HTTPS_PROXY: proxy.origin }, certificateAuthorities: [ca.caPem] })).toBe(
      200,
    );
    expect(proxy.tunnels.map((tunnel) => tunnel.target)).toEqual([`${name}:443`]);
  });

  it('an unknown authority is refused, also with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    const proxy = await startProxy();
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await get(url, { environment: { HTTPS_PROXY: proxy.origin } })).toMatch(/UNABLE_TO/);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('a certificate for another host is refused', async () => {
    const proxy = await startProxy({ routes: { 'other.example.com:443': registry.port } });
    const setting = { environment: { HTTPS_PROXY: proxy.origin }, certificateAuthorities: [ca.caPem] };
    expect(await get(new URL('https://other.example.com/v2/'), setting)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('verifyTls: false is about the server alone', async () => {
    const proxy = await startProxy();
    expect(await get(url, { environment: { HTTPS_PROXY: proxy.origin }, verifyTls: false })).toBe(200);
    const tlsProxy = await startProxy({ tls: await otherCa.issue(['127.0.0.1']) });
    const setting = {
      environment: { HTTPS_PROXY: tlsProxy.origin },
      certificateAuthorities: [ca.caPem],
      verifyTls: false,
    };
    expect(await get(url, setting)).toMatch(/UNABLE_TO|CERT_SIGNATURE_FAILURE/);
    expect(tlsProxy.tunnels).toEqual([]);
  });

  it('an https proxy with a trusted certificate works', async () => {
    const proxy = await startProxy({ tls: await ca.issue(['127.0.0.1']) });
    expect(await get(url, { environment: { HTTPS_PROXY: proxy.origin }, certificateAuthorities: [ca.caPem] })).toBe(
      200,
    );
  });

  it("the proxy's password goes to the proxy and nowhere else, the registry's not to the proxy", async () => {
    const proxy = await startProxy({ credentials: 'me:p@ss' });
    const environment = { HTTPS_PROXY: proxy.origin.replace('://', '://me:p%40ss@') };
    const before = registry.requests.length;
    expect(await get(url, { environment, certificateAuthorities: [ca.caPem] })).toBe(200);
    expect(proxy.tunnels).toEqual([
      { target: `${name}:443`, authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` },
    ]);
    const seen = registry.requests[before]?.headers;
    expect(seen?.authorization).toBe('Bearer to-the-registry');
    expect(Object.keys(seen ?? {})).not.toContain('proxy-authorization');
  });

  it("plain http is tunnelled too, so that the proxy's password stays with the proxy", async () => {
    const proxy = await startProxy({ credentials: 'me:p@ss' });
    const environment = { HTTP_PROXY: proxy.origin.replace('://', '://me:p%40ss@') };
    expect(await get(new URL(`http://${name}/v2/`), { environment })).toBe(200);
    expect(proxy.plainRequests).toEqual([]);
    expect(Object.keys(plainRegistry.requests.at(-1)?.headers ?? {})).not.toContain('proxy-authorization');
  });

  it('a proxy that refuses is an error, never an answer of the registry', async () => {
    const proxy = await startProxy({ credentials: 'me:right' });
    expect(await get(url, { environment: { HTTPS_PROXY: proxy.origin } })).toBe('ERR_PROXY_HTTP_407');
    const forging = await startProxy({
      rawAnswer:
        'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm="https://thief.example/"\r\nContent-Length: 0\r\n\r\n',
    });
    expect(await get(url, { environment: { HTTPS_PROXY: forging.origin } })).toBe('ERR_PROXY_HTTP_401');
  });

  it('a proxy that never answers is left when the signal says so, and no connection stays open', async () => {
    const proxy = await startProxy({ rawAnswer: '' });
    const setting = { environment: { HTTPS_PROXY: proxy.origin }, signal: AbortSignal.timeout(200) };
    expect(await get(url, setting)).toBe('ABORT_ERR');
    await expect.poll(() => proxy.openConnections()).toBe(0);
  });

  it('NO_PROXY leaves it out', async () => {
    const proxy = await startProxy();
    const environment = { HTTPS_PROXY: proxy.origin, NO_PROXY: name };
    const lookup = (_: string, __: object, callback: (error: Error, address: string, family: number) => void): void => {
      callback(Object.assign(new Error('asked'), { code: 'DIRECT' }), '', 0);
    };
    const { httpsAgent } = createAgents(url, { environment, certificateAuthorities: [], verifyTls: true, lookup });
    expect(await ask(httpsRequest, url, httpsAgent)).toBe('DIRECT');
    expect(proxy.tunnels).toEqual([]);
  });
});
