/**
 * A container registry on 127.0.0.1, as far as `GET /v2/` and its token endpoint: with TLS or without, obedient or
 * hostile.
 */
import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { answerWithFault, type Fault } from './loopback-registry-faults.js';

export interface LoopbackRegistryOptions {
  /** PEM key and certificate; plain http without it. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** `none`: everybody may read. Default `basic`. */
  readonly authentication?: 'none' | 'basic' | 'bearer';
  /** Whether these are the right credentials; a refresh token comes as user `<token>`. Default: nobody. */
  readonly accepts?: (username: string, password: string) => boolean;
  /** Bearer: hands tokens to people without credentials too. */
  readonly allowsAnonymous?: boolean;
  /** Bearer: another token endpoint than its own `/token`. */
  readonly realm?: string;
  /**
   * Wrong answers, by path without query: `/v2/`, `/token`, or any other; with ` authorized` behind it only for
   * requests that carry credentials.
   */
  readonly faults?: Readonly<Record<string, Fault>>;
}

export interface RecordedRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LoopbackRegistry {
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT` or `https://…`. */
  readonly origin: string;
  /** Everything that was asked, in order. */
  readonly requests: readonly RecordedRequest[];
  /** Connections accepted so far, with or without a request. */
  connections(): number;
  /** Connections that are open now. */
  openConnections(): number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts a registry on a free port of 127.0.0.1. */
export async function startLoopbackRegistry(options: LoopbackRegistryOptions = {}): Promise<LoopbackRegistry> {
  const requests: RecordedRequest[] = [];
  const tokens = new Set<string>();
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server: Server = options.tls ? createTlsServer({ ...options.tls }) : createServer();
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    readBody(request).then((body) => {
      requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      answer({ request, response, body }, { ...options, tokens, origin });
    }, ignoreHangUp);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    authority: `127.0.0.1:${port}`,
    port,
    origin,
    requests,
    connections: () => accepted,
    openConnections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A client that hangs up in the middle of its request gets no answer. */
function ignoreHangUp(): void {
  // nothing is left to be answered
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
}

interface Rules extends LoopbackRegistryOptions {
  readonly tokens: Set<string>;
  readonly origin: string;
}

function answer(exchange: Exchange, rules: Rules): void {
  const { pathname, searchParams } = new URL(exchange.request.url ?? '/', rules.origin);
  const authorized = exchange.request.headers.authorization === undefined ? '' : ' authorized';
  const fault = rules.faults?.[pathname + authorized] ?? rules.faults?.[pathname];
  if (fault) answerWithFault(fault, exchange.request, exchange.response);
  else if (pathname === '/token') answerToken(exchange, rules, searchParams);
  else if (pathname.startsWith('/v2/')) answerPing(exchange, rules);
  else json(exchange.response, 404, { errors: [{ code: 'NAME_UNKNOWN' }] });
}

function answerPing({ request, response }: Exchange, rules: Rules): void {
  const authorization = request.headers.authorization ?? '';
  if (isAdmitted(authorization, rules)) {
    json(response, 200, {});
    return;
  }
  const challenge =
    rules.authentication === 'bearer'
      ? `Bearer realm="${rules.realm ?? `${rules.origin}/token`}",service="loopback registry"`
      : 'Basic realm="loopback registry"';
  response.setHeader('www-authenticate', challenge);
  json(response, 401, { errors: [{ code: 'UNAUTHORIZED' }] });
}

function isAdmitted(authorization: string, rules: Rules): boolean {
  if (rules.authentication === 'none') return true;
  if (rules.authentication === 'bearer') return rules.tokens.has(authorization.replace(/^Bearer /, ''));
  return holdsCredentials(authorization, rules);
}

function holdsCredentials(authorization: string, rules: Rules): boolean {
  const [, encoded] = /^Basic (.+)$/.exec(authorization) ?? [];
  if (encoded === undefined) return false;
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  return rules.accepts?.(pair.slice(0, colon), pair.slice(colon + 1)) ?? false;
}

/** Token endpoint (distribution spec: token authentication; POST is its OAuth2 form). */
function answerToken({ request, response, body }: Exchange, rules: Rules, query: URLSearchParams): void {
  const form = new URLSearchParams(body);
  const service = request.method === 'POST' ? form.get('service') : query.get('service');
  const authorization = request.headers.authorization;
  const mayHave =
    request.method === 'POST'
      ? (rules.accepts?.('<token>', form.get('refresh_token') ?? '') ?? false)
      : authorization === undefined
        ? rules.allowsAnonymous === true
        : holdsCredentials(authorization, rules);
  if (service !== 'loopback registry' || !mayHave) {
    json(response, 401, { errors: [{ code: 'UNAUTHORIZED' }] });
    return;
  }
  const token = randomBytes(24).toString('base64url');
  rules.tokens.add(token);
  json(response, 200, request.method === 'POST' ? { access_token: token } : { token, expires_in: 300 });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
