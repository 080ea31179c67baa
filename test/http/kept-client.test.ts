/** Connections that are kept, with the limits of the other client. */
import { Agent } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAgents } from '../../src/http/agents.js';
import { withBound } from '../../src/http/bounded-signal.js';
import { HttpFailure } from '../../src/http/http-failure.js';
import { type KeptAnswer, openKept, sendKept } from '../../src/http/kept-client.js';
import type { Fault } from '../support/loopback-registry-faults.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';

let closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.map((close) => close()));
  closers = [];
});

async function start(fault?: Fault): Promise<LoopbackRegistry> {
  const registry = await startLoopbackRegistry({
    authentication: 'none',
    ...(fault === undefined ? {} : { faults: { '/v2/': fault } }),
  });
  closers.push(() => registry.close());
  return registry;
}

function get(registry: LoopbackRegistry, milliseconds = 5_000): Promise<KeptAnswer> {
  const agent = new Agent({ keepAlive: true });
  const place = { protocol: 'http:', hostname: '127.0.0.1', port: registry.port, agent };
  const { signal } = new AbortController();
  return withBound({ signal, milliseconds }, (bounded) =>
    sendKept(place, { method: 'GET', path: '/v2/', headers: {}, signal: bounded }, 10_000),
  ).finally(() => {
    agent.destroy();
  });
}

it('gives status, headers and body', async () => {
  const answer = await get(await start({ kind: 'answer', status: 418, headers: { 'retry-after': '3' }, body: 'tea' }));
  expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([418, '3', 'tea']);
});

describe('a hostile server', () => {
  it.each<readonly [Fault, string]>([
    [{ kind: 'endless-body' }, 'too-large'],
    [{ kind: 'endless-headers' }, 'too-large'],
    [{ kind: 'slow-drip' }, 'timeout'],
    [{ kind: 'gzip-bomb', status: 200 }, 'encoding'],
    [{ kind: 'truncated' }, 'reset'],
  ])('%j ends as %s', async (fault, reason) => {
    const failure: unknown = await get(await start(fault), fault.kind === 'slow-drip' ? 1_500 : 30_000).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(HttpFailure);
    expect(failure).toMatchObject({ reason });
  });
});

it('a signal that is aborted already sends nothing; one that is aborted later ends the stream', async () => {
  const registry = await start({ kind: 'slow-drip' });
  const place = { protocol: 'http:', hostname: '127.0.0.1', port: registry.port };
  const stop = new AbortController();
  const { chunks } = await openKept(place, { method: 'GET', path: '/v2/', headers: {}, signal: stop.signal });
  setTimeout(() => {
    stop.abort();
  }, 100);
  const read = async (): Promise<void> => {
    for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
  };
  await expect(read()).rejects.toMatchObject({ reason: 'aborted' });
  const again = openKept(place, { method: 'GET', path: '/v2/', headers: {}, signal: stop.signal });
  await expect(again).rejects.toMatchObject({ reason: 'aborted' });
});

it('a proxy that takes the connection and never answers CONNECT is bounded like a server', async () => {
  const proxy = createServer();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const sockets = new Set<Socket>();
  proxy.on('connection', (socket) => sockets.add(socket));
  const url = new URL('https://api.example/');
  const agents = createAgents(url, {
    environment: { HTTPS_PROXY: `http://127.0.0.1:${port}` },
    certificateAuthorities: [],
    verifyTls: true,
    keepAlive: true,
  });
  const place = { protocol: 'https:', hostname: 'api.example', port: '443', agent: agents.httpsAgent };
  const asked = withBound({ signal: new AbortController().signal, milliseconds: 300 }, (signal) =>
    sendKept(place, { method: 'GET', path: '/', headers: {}, signal }, 1_000),
  );
  await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
  expect(sockets.size).toBe(1);
  for (const socket of sockets) socket.destroy();
  proxy.close();
});
