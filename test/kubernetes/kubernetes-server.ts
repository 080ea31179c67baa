/** An API server that is reached without a pod and without kubectl, for tests of what speaks to one. */
import type { ApiAccess } from '../../src/kubernetes/api-access.js';
import { ApiServer } from '../../src/kubernetes/api-server.js';
import { type LoopbackKubernetes, startLoopbackKubernetes } from '../support/loopback-kubernetes.js';

export interface TestServer {
  readonly cluster: LoopbackKubernetes;
  readonly server: ApiServer;
  readonly stop: AbortController;
  /** Sent with each request. */
  headers: Readonly<Record<string, string>>;
}

export async function startServer(timeoutMs = 5_000): Promise<TestServer> {
  const cluster = await startLoopbackKubernetes({ bookmarkMs: 50 });
  const stop = new AbortController();
  const access: ApiAccess = {
    title: 'loopback',
    isPod: true,
    place: { protocol: 'http:', hostname: '127.0.0.1', port: cluster.port },
    headers: () => test.headers,
    close: () => undefined,
  };
  const server = new ApiServer(access, { timeoutMs, signal: stop.signal, pauseMs: 5 });
  const test: TestServer = { cluster, server, stop, headers: {} };
  return test;
}
