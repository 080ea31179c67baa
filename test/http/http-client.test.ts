/** The HTTP client keeps its bounds against every server, and gives nothing away when it fails. */
import { createServer, type LookupFunction, type Server } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpAnswer, type HttpRequest } from '../../src/http/http-client.js';
import { HttpFailure } from '../../src/http/http-failure.js';
import type { Fault } from '../support/loopback-registry-faults.js';
import { startLoopbackProxy } from '../support/loopback-registry-proxy.js';
import {
  type LoopbackRegistry,
  type LoopbackRegistryOptions,
  startLoopbackRegistry,
} from '../support/loopback-registry.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';

let ca: PrivateCa;
let closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  ca = await createPrivateCa();
});
afterEach(async () => {
  await Promise.all(closers.map((close) => close()));
  closers = [];
});

async function start(options: LoopbackRegistryOptions = {}): Promise<LoopbackRegistry> {
  const registry = await startLoopbackRegistry({ authentication: 'none', ...options });
  closers.push(() => registry.close());
  return registry;
}

interface Setting extends Partial<HttpRequest> {
  readonly environment?: Record<string, string>;
  readonly certificateAuthorities?: readonly string[];
  readonly lookup?: LookupFunction;
}

function get(
  url: string,
  { environment = {}, certificateAuthorities = [ca.caPem], lookup, ...request }: Setting = {},
): Promise<HttpAnswer> {
  const client = createHttpClient({ environment, certificateAuthorities, ...(lookup ? { lookup } : {}) });
  return client.send({
    method: 'GET',
    url: new URL(url),
    headers: { authorization: 'Basic aHVudGVyMg==' },
    verifyTls: true,
    signal: AbortSignal.timeout(3_000),
    maximumBytes: 10_000,
    ...request,
  });
}

async function failureOf(promise: Promise<unknown>): Promise<HttpFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HttpFailure)) throw new Error(`expected a failure, got ${inspect(error)}`);
  const shown = `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}${String(error)}`;
  expect(shown).not.toMatch(/aHVudGVyMg|hunter2/);
  return error;
}

const reasonOf = async (promise: Promise<unknown>): Promise<string> => (await failureOf(promise)).reason;

async function reasonForFault(fault: Fault, setting: Setting = {}): Promise<string> {
  const registry = await start({ faults: { '/v2/': fault } });
  return reasonOf(get(`${registry.origin}/v2/`, setting));
}

describe('an ordinary exchange', () => {
  it('gives status, headers in lower case and body', async () => {
    const registry = await start({ tls: await ca.issue(['127.0.0.1']) });
    const answer = await get(`${registry.origin}/v2/`);
    expect(answer).toMatchObject({ status: 200, body: '{}', headers: { 'content-type': 'application/json' } });
  });

  it.each([301, 307, 401, 404, 500])('gives HTTP %i like any other answer', async (status) => {
    const registry = await start({
      faults: { '/v2/': { kind: 'answer', status, headers: { location: '/elsewhere' }, body: 'x' } },
    });
    expect(await get(`${registry.origin}/v2/`)).toMatchObject({ status, body: 'x' });
    expect(registry.requests).toHaveLength(1);
  });

  it('joins several challenges into one field', async () => {
    const headers = { 'WWW-Authenticate': ['Basic realm="a"', 'Bearer realm="b"'] };
    const registry = await start({ faults: { '/v2/': { kind: 'answer', status: 401, headers } } });
    expect((await get(`${registry.origin}/v2/`)).headers['www-authenticate']).toBe('Basic realm="a", Bearer realm="b"');
  });

  it('sends the body as it is, asks for no compression and names ts-reg', async () => {
    const registry = await start();
    await get(`${registry.origin}/v2/x`, {
      method: 'POST',
      body: ' {"not": touched',
      headers: { 'content-type': 'application/json' },
    });
    expect(registry.requests[0]).toMatchObject({
      method: 'POST',
      body: ' {"not": touched',
      headers: { 'accept-encoding': 'identity', 'user-agent': 'ts-reg' },
    });
  });

  it('keeps a body that looks like JSON as text', async () => {
    const registry = await start({ faults: { '/v2/': { kind: 'answer', status: 200, body: '\ufeff{"a":1}' } } });
    expect((await get(`${registry.origin}/v2/`)).body).toBe('\ufeff{"a":1}');
  });
});

describe('a hostile server', () => {
  it.each<[string, Fault, string]>([
    ['an endless body', { kind: 'endless-body' }, 'too-large'],
    ['endless headers', { kind: 'endless-headers' }, 'too-large'],
    [
      'a header of 40 KiB',
      { kind: 'answer', status: 401, headers: { 'www-authenticate': `Basic realm="${'a'.repeat(40_960)}"` } },
      'too-large',
    ],
    ['a body of one byte too many', { kind: 'answer', status: 200, body: 'a'.repeat(10_001) }, 'too-large'],
    ['a gzip bomb', { kind: 'gzip-bomb', status: 200 }, 'encoding'],
    [
      'a chain of encodings',
      { kind: 'answer', status: 200, headers: { 'content-encoding': Array(200).fill('gzip').join(', ') } },
      'encoding',
    ],
    ['a body that is cut short', { kind: 'truncated' }, 'reset'],
    ['a reset', { kind: 'reset' }, 'reset'],
    ['HTTP/0.9', { kind: 'raw', bytes: '<html>hello</html>' }, 'protocol'],
    ['an empty answer', { kind: 'raw', bytes: '' }, 'reset'],
    ['a bad Content-Length', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n' }, 'protocol'],
    [
      'two lengths',
      { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' },
      'protocol',
    ],
  ])('with %s: %s', async (_, fault, reason) => {
    expect(await reasonForFault(fault)).toBe(reason);
  });

  it('a body of exactly the limit is read', async () => {
    const registry = await start({ faults: { '/v2/': { kind: 'answer', status: 200, body: 'a'.repeat(10_000) } } });
    expect((await get(`${registry.origin}/v2/`)).body).toHaveLength(10_000);
  });

  it.each<[string, Fault]>([
    ['that is silent', { kind: 'silent' }],
    ['that drips one byte at a time', { kind: 'slow-drip' }],
  ])('%s is left at the deadline, connection and all', async (_, fault) => {
    const registry = await start({ faults: { '/v2/': fault } });
    expect(
      await reasonOf(get(`${registry.origin}/v2/`, { signal: AbortSignal.timeout(300), maximumBytes: 1_000_000 })),
    ).toBe('timeout');
    await expect.poll(() => registry.openConnections()).toBe(0);
  });

  it('costs at most 100 MB of memory, whatever it sends', async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    const registry = await start({ faults: { '/v2/': { kind: 'endless-body' } } });
    const limits = { maximumBytes: 1_048_576 };
    for (let round = 0; round < 20; round += 1) await reasonOf(get(`${registry.origin}/v2/`, limits));
    clearInterval(timer);
    expect(peak - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('an interruption is told from a deadline', async () => {
    const registry = await start({ faults: { '/v2/': { kind: 'silent' } } });
    const controller = new AbortController();
    const pending = reasonOf(get(`${registry.origin}/v2/`, { signal: controller.signal }));
    await expect.poll(() => registry.requests.length).toBe(1);
    controller.abort();
    expect(await pending).toBe('aborted');
  });
});

describe('a connection that does not come about', () => {
  it('nothing listens', async () => {
    const registry = await start();
    await registry.close();
    expect(await reasonOf(get(`${registry.origin}/v2/`))).toBe('refused');
  });

  it('the name does not exist', async () => {
    const lookup: LookupFunction = (_name, _options, callback) => {
      callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), '', 0);
    };
    expect(await reasonOf(get('https://registry.example.com/', { lookup }))).toBe('dns');
  });

  it('the name leads to an address that must not be dialled', async () => {
    const registry = await start();
    const url = `http://name.example:${registry.port}/v2/`;
    const lookup: LookupFunction = (_name, _options, callback) => {
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    expect((await get(url, { lookup })).status).toBe(200);
    expect(await reasonOf(get(url, { lookup, mayDial: (address) => address !== '127.0.0.1' }))).toBe(
      'forbidden-address',
    );
    expect(registry.requests).toHaveLength(1);
  });

  it('there is no TLS at the port', async () => {
    const registry = await start();
    expect(await reasonOf(get(`https://${registry.authority}/v2/`))).toBe('tls-absent');
  });

  it('TLS handshake is never answered', async () => {
    const server: Server = createServer(() => undefined).listen(0, '127.0.0.1');
    const sockets = new Set<{ destroy(): void }>();
    server.on('connection', (socket) => sockets.add(socket));
    closers.push(
      () =>
        new Promise((resolve) => {
          for (const socket of sockets) socket.destroy();
          server.close(resolve);
        }),
    );
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    expect(await reasonOf(get(`https://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(300) }))).toBe('timeout');
  });

  it('the certificate has expired, is for another host, or comes from a stranger', async () => {
    const day = 86_400_000;
    const expired = await ca.issue(['127.0.0.1'], { notBefore: Date.now() - 3 * day, notAfter: Date.now() - day });
    expect(await reasonOf(get((await start({ tls: expired })).origin))).toBe('tls-expired');
    expect(await reasonOf(get((await start({ tls: await ca.issue(['other.example']) })).origin))).toBe(
      'tls-wrong-host',
    );
    const stranger = await createPrivateCa();
    expect(await reasonOf(get((await start({ tls: await stranger.issue(['127.0.0.1']) })).origin))).toBe(
      'tls-untrusted',
    );
  });

  it('the proxy refuses', async () => {
    const proxy = await startLoopbackProxy({ routes: {} });
    closers.push(() => proxy.close());
    const environment = { HTTPS_PROXY: proxy.origin };
    const failure = await failureOf(get('https://registry.example.com/', { environment }));
    expect(failure).toMatchObject({ reason: 'proxy', message: 'proxy refused the connection (HTTP 502)' });
  });

  it('the proxy itself does not listen', async () => {
    const proxy = await startLoopbackProxy({ routes: {} });
    await proxy.close();
    expect(await reasonOf(get('https://registry.example.com/', { environment: { HTTPS_PROXY: proxy.origin } }))).toBe(
      'refused',
    );
  });
});

it('a header that would smuggle another one is not sent', async () => {
  const registry = await start();
  await failureOf(get(`${registry.origin}/v2/`, { headers: { authorization: 'Basic x\r\nX-Evil: 1' } })).catch(
    () => undefined,
  );
  expect(JSON.stringify(registry.requests)).not.toContain('x-evil');
});
