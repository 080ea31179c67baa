/** The one place that speaks HTTP through axios: one request, one bounded answer, no redirects, no retries. */
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import type { Environment } from '../system/environment.js';
import { createAgents } from './agents.js';
import { guardedLookup } from './guarded-lookup.js';
import { failureFrom, HttpFailure } from './http-failure.js';
import { quietTransport } from './quiet-transport.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly verifyTls: boolean;
  /** Bounds the whole exchange: dialling, headers and the last byte of the body. */
  readonly signal: AbortSignal;
  /** Most bytes that a body may have; headers are limited to Node's 16 KiB. */
  readonly maximumBytes: number;
  /** Asked for each address before it is dialled; not asked when a proxy dials. Default: every address. */
  readonly mayDial?: (address: string) => boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; several fields of one name are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpClient {
  /**
   * Sends one request and reads its whole answer, for any status.
   * @throws {HttpFailure} when there is no answer within the limits.
   * @throws {TsRegError} `usage` when a proxy variable holds no proxy.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpClientOptions {
  readonly environment: Environment;
  /** PEM texts, trusted in addition to Node's own roots. */
  readonly certificateAuthorities: readonly string[];
  /** Instead of the system's resolver. */
  readonly lookup?: LookupFunction;
}

/** Node's longest, in milliseconds. */
const longestTimer = 2_147_483_647;

/** A client for exchanges that have these proxies and authorities in common; it keeps no connection open. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return { send: (request) => send(request, options) };
}

async function send(request: HttpRequest, options: HttpClientOptions): Promise<HttpAnswer> {
  const agents = createAgents(request.url, {
    environment: options.environment,
    certificateAuthorities: options.certificateAuthorities,
    verifyTls: request.verifyTls,
    signal: request.signal,
    lookup: guardedLookup(request.mayDial ?? (() => true), options.lookup),
  });
  const { default: axios } = await import('axios');
  // The timers behind signals keep no process alive, and neither does a request whose socket is gone: without this one
  // the event loop could run dry before the deadline.
  const keptAlive = setInterval(() => undefined, longestTimer);
  try {
    const answer = await axios.request<Readable>({
      adapter: 'http',
      method: request.method,
      url: request.url.href,
      headers: { 'user-agent': 'ts-reg', ...request.headers, 'accept-encoding': 'identity' },
      data: request.body,
      transformRequest: [(data: unknown) => data],
      responseType: 'stream',
      decompress: false,
      maxRedirects: 0,
      transport: quietTransport,
      proxy: false,
      ...agents,
      signal: request.signal,
      validateStatus: () => true,
    });
    // Node takes a 101 without `Connection: Upgrade` for the answer itself.
    if (answer.status === 101) throw upgraded(answer.data);
    const headers = plainHeaders(answer.headers);
    return { status: answer.status, headers, body: await readBody(answer.data, headers, request.maximumBytes) };
  } catch (error) {
    throw failureFrom(error, request.signal);
  } finally {
    clearInterval(keptAlive);
  }
}

function upgraded(body: Readable): HttpFailure {
  body.destroy();
  return new HttpFailure('upgrade');
}

function plainHeaders(headers: object): Readonly<Record<string, string>> {
  const plain: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return plain;
}

/** Leaving the loop early destroys the stream, and with it the connection. */
async function readBody(
  stream: Readable,
  headers: Readonly<Record<string, string>>,
  maximumBytes: number,
): Promise<string> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    stream.destroy();
    throw new HttpFailure('encoding');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumBytes) throw new HttpFailure('too-large', `${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
