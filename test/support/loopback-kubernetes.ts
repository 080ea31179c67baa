/**
 * A loopback Kubernetes API server, after the API reference: the calls of `ts-reg kubernetes apply`, and the discovery
 * that kubectl needs to read a manifest. It checks tokens that rotate, makes clients wait with 429, and knows rights.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { discovery } from './loopback-kubernetes-discovery.js';
import { type KubernetesObject, KubernetesObjects } from './loopback-kubernetes-objects.js';
import { type Answer, patch, statusOf, watchNamespaces } from './loopback-kubernetes-answers.js';

export interface ApiCall {
  readonly verb: 'get' | 'list' | 'watch' | 'patch' | 'create';
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
}

export interface LoopbackKubernetesOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Whether a call is allowed; default: all are. */
  readonly authorize?: (call: Omit<ApiCall, 'status'>) => boolean;
  /** Between bookmarks, in milliseconds. */
  readonly bookmarkMs?: number;
}

export interface LoopbackKubernetes {
  readonly url: string;
  readonly port: number;
  readonly objects: KubernetesObjects;
  /** Every call to an object, in order. */
  readonly calls: readonly ApiCall[];
  /** Bearer tokens that are accepted; empty: none is asked for. */
  readonly tokens: Set<string>;
  /** So many of the next requests are answered with 429, and this Retry-After in seconds. */
  throttle: { times: number; seconds: number };
  /** Asked of each request before it is answered; an answer takes its place. */
  interfere: ((call: Omit<ApiCall, 'status'>) => Answer | undefined) | undefined;
  /** Called when a token is refused, before the answer is sent. */
  onRefusedToken: () => void;
  addNamespace(name: string, accounts?: readonly string[]): void;
  secret(namespace: string, name?: string): KubernetesObject | undefined;
  account(namespace: string, name?: string): KubernetesObject | undefined;
  count(verb: ApiCall['verb'], resource: string): number;
  /** Ends all watches, as a server that is restarted does. */
  dropConnections(): void;
  close(): Promise<void>;
}

const userOfCluster = { manager: 'kube-controller-manager', operation: 'Update' } as const;

/** Starts it on a free port of 127.0.0.1. */
export async function startLoopbackKubernetes(options: LoopbackKubernetesOptions = {}): Promise<LoopbackKubernetes> {
  const objects = new KubernetesObjects();
  const calls: ApiCall[] = [];

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => response.destroy());
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await textOf(request);
    const url = new URL(request.url ?? '/', 'http://server');
    const call = callOf(request.method ?? 'GET', url);
    const answer = call === undefined ? discovered(url) : answerTo(call, { request, url, body, response });
    if (call !== undefined) calls.push({ ...call, status: answer?.status ?? 200 });
    if (answer === undefined) return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  };
  const answerTo = (
    call: Omit<ApiCall, 'status'>,
    { request, url, body, response }: { request: IncomingMessage; url: URL; body: string; response: ServerResponse },
  ): Answer | undefined => {
    const { verb, resource, namespace, name } = call;
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (server.tokens.size > 0 && !server.tokens.has(token)) {
      server.onRefusedToken();
      return statusOf(401, 'Unauthorized', 'Unauthorized');
    }
    if (server.throttle.times > 0) {
      server.throttle.times -= 1;
      const answer = statusOf(429, 'TooManyRequests', 'too many requests, please try again later');
      return { ...answer, headers: { 'retry-after': String(server.throttle.seconds) } };
    }
    const path = namespace === '' ? `${resource}/${name}` : `${resource}/${namespace}/${name}`;
    const isCreate = verb === 'patch' && objects.get(path) === undefined;
    const verbs = isCreate ? ([verb, 'create'] as const) : ([verb] as const);
    for (const one of verbs)
      if (options.authorize?.({ ...call, verb: one }) === false)
        return statusOf(
          403,
          'Forbidden',
          `${resource}${name === '' ? '' : ` "${name}"`} is forbidden: User "system:serviceaccount:ts-reg:ts-reg" cannot ` +
            `${one} resource "${resource}" in API group ""${namespace === '' ? '' : ` in the namespace "${namespace}"`}`,
        );
    const interference = server.interfere?.(call);
    if (interference !== undefined) return interference;
    if (verb === 'watch') return watchNamespaces(objects, { url, response, bookmarkMs: options.bookmarkMs ?? 1_000 });
    if (verb === 'list') return listed(url);
    if (verb === 'patch')
      return patch(objects, {
        path,
        resource,
        namespace,
        name,
        url,
        body,
        type: request.headers['content-type'] ?? '',
      });
    const found = objects.get(path);
    return found === undefined
      ? statusOf(404, 'NotFound', `${resource} "${name}" not found`)
      : { status: 200, body: found };
  };
  const listed = (url: URL): Answer => {
    const all = objects.list('namespaces/');
    const limit = Number(url.searchParams.get('limit') ?? all.length);
    const start = Number(url.searchParams.get('continue') ?? 0);
    const next = start + limit < all.length ? String(start + limit) : undefined;
    const metadata = { resourceVersion: String(objects.version), ...(next !== undefined && { continue: next }) };
    return {
      status: 200,
      body: { kind: 'NamespaceList', apiVersion: 'v1', metadata, items: all.slice(start, start + limit) },
    };
  };
  const http = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: LoopbackKubernetes = {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    objects,
    calls,
    tokens: new Set(),
    throttle: { times: 0, seconds: 1 },
    interfere: undefined,
    onRefusedToken: () => undefined,
    addNamespace(name, accounts = ['default']) {
      const status = { phase: 'Active' };
      objects.put(`namespaces/${name}`, { kind: 'Namespace', metadata: { name }, status }, userOfCluster);
      for (const account of accounts) {
        const object = { kind: 'ServiceAccount', metadata: { name: account, namespace: name } };
        objects.put(`serviceaccounts/${name}/${account}`, object, userOfCluster);
      }
    },
    secret: (namespace, name = 'ts-reg') => objects.get(`secrets/${namespace}/${name}`),
    account: (namespace, name = 'default') => objects.get(`serviceaccounts/${namespace}/${name}`),
    count: (verb, resource) => calls.filter((call) => call.verb === verb && call.resource === resource).length,
    dropConnections: () => {
      http.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve();
        });
        http.closeAllConnections();
      }),
  };
  return server;
}

function discovered(url: URL): Answer {
  const body = discovery[url.pathname];
  return body === undefined
    ? statusOf(404, 'NotFound', 'the server could not find the requested resource')
    : { status: 200, body };
}

/** Undefined for what is no object of those that ts-reg uses. */
function callOf(method: string, url: URL): Omit<ApiCall, 'status'> | undefined {
  const matched = /^\/api\/v1\/namespaces(?:\/([^/]+)(?:\/(secrets|serviceaccounts)\/([^/]+))?)?$/.exec(url.pathname);
  if (matched === null) return undefined;
  const [, first = '', kind, last] = matched;
  const verb = method === 'PATCH' ? 'patch' : method === 'POST' ? 'create' : 'get';
  if (kind !== undefined) return { verb, resource: kind, namespace: first, name: last ?? '' };
  if (first !== '') return { verb, resource: 'namespaces', namespace: '', name: first };
  const reading = url.searchParams.get('watch') === null ? 'list' : 'watch';
  return { verb: method === 'GET' ? reading : verb, resource: 'namespaces', namespace: '', name: '' };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
