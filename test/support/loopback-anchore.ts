/** An Anchore API on loopback: v1 and v2, basic auth, a log of what came over the wire, faults on demand. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type EngineAnswer, LoopbackAnchoreEngine, refusal } from './loopback-anchore-engine.js';

/** One request as it came. */
export interface WireEntry {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: {
    readonly authorization: string | undefined;
    readonly account: string | undefined;
    readonly contentType: string | undefined;
  };
  /** Parsed JSON, or undefined without a body. */
  readonly body: unknown;
}

/** What goes wrong instead of an answer. */
export type Fault =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** The connection is cut after the headers and half of a body. */
  | { readonly kind: 'cut' }
  /** The request is done, and then the connection is cut without a word. */
  | { readonly kind: 'cut-after-write' }
  /** Never answers. */
  | { readonly kind: 'silent' };

export interface FaultRule {
  /** The resource that fails: `GET /v1`, or the registries. */
  readonly on: 'liveness' | 'registries';
  readonly fault: Fault;
  /** How many requests fail; for good without it. */
  readonly times?: number;
}

export interface LoopbackAnchoreOptions {
  readonly user?: string;
  readonly password?: string;
  readonly allowAwsAuto?: boolean;
  readonly refusedPasswords?: readonly string[];
  /** PEM texts: the API then speaks https. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface LoopbackAnchore {
  /** `http://127.0.0.1:PORT` (or https), without a version. */
  readonly origin: string;
  readonly v1: LoopbackAnchoreEngine;
  readonly v2: LoopbackAnchoreEngine;
  /** Every request so far; emptied by `splice` or `length = 0`. */
  readonly wire: WireEntry[];
  /** The last answers' bodies, as sent, in the order of `wire`. */
  readonly replies: string[];
  fail(rule: FaultRule): void;
  close(): Promise<void>;
}

/** Starts the API; its user and password are `admin` and `foobar` (the engine's own defaults) unless told otherwise. */
export async function startLoopbackAnchore(options: LoopbackAnchoreOptions = {}): Promise<LoopbackAnchore> {
  const { user = 'admin', password = 'foobar', allowAwsAuto = false, refusedPasswords = ['wrong-password'] } = options;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const v1 = new LoopbackAnchoreEngine({ version: 'v1', allowAwsAuto, refusedPasswords });
  const v2 = new LoopbackAnchoreEngine({ version: 'v2', allowAwsAuto, refusedPasswords });
  const wire: WireEntry[] = [];
  const replies: string[] = [];
  const faults: (FaultRule & { left: number })[] = [];

  const listener: RequestListener = (request, response) => {
    void readBody(request).then((text) => {
      const entry = wireEntry(request, text);
      wire.push(entry);
      const fault = nextFault(entry);
      if (fault && fault.kind !== 'cut-after-write') {
        replies.push(fault.kind === 'reply' ? fault.body : '');
        sendFault(response, fault);
        return;
      }
      const answer = route(entry);
      const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
      replies.push(body);
      if (fault) response.destroy();
      else send(response, { status: answer.status, body });
    });
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    v1,
    v2,
    wire,
    replies,
    fail: (rule) => faults.push({ ...rule, left: rule.times ?? Infinity }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };

  function nextFault(entry: WireEntry): Fault | undefined {
    const resource = entry.path.includes('/registries') ? 'registries' : 'liveness';
    const rule = faults.find((candidate) => candidate.on === resource && candidate.left > 0);
    if (!rule) return undefined;
    rule.left -= 1;
    return rule.fault;
  }

  function route(entry: WireEntry): EngineAnswer {
    const [, version, resource, name, ...rest] = entry.path.split('/');
    if ((version !== 'v1' && version !== 'v2') || rest.length > 0)
      return refusal(404, 'the requested URL was not found');
    if (entry.headers.authorization !== authorization) return { status: 401, body: 'Unauthorized' };
    if (resource === undefined || resource === '') return { status: 200, body: version };
    if (resource !== 'registries') return refusal(404, 'the requested URL was not found');
    return (version === 'v1' ? v1 : v2).answer({
      method: entry.method,
      registry: name === undefined ? undefined : decodeURIComponent(name),
      validate: new URLSearchParams(entry.query).get('validate') !== 'False',
      account: entry.headers.account ?? user,
      body: entry.body,
    });
  }
}

function wireEntry(request: IncomingMessage, text: string): WireEntry {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const account = request.headers['x-anchore-account'];
  return {
    method: request.method ?? '',
    path,
    query,
    headers: {
      authorization: request.headers.authorization,
      account: Array.isArray(account) ? account.join(', ') : account,
      contentType: request.headers['content-type'],
    },
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(
  response: ServerResponse,
  reply: { status: number; headers?: Readonly<Record<string, string>>; body: string },
): void {
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(reply.body);
}

function sendFault(response: ServerResponse, fault: Exclude<Fault, { kind: 'cut-after-write' }>): void {
  if (fault.kind === 'silent') return;
  if (fault.kind === 'reply') {
    send(response, fault);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('[{"registry":', () => response.destroy());
}
