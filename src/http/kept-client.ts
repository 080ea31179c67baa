/**
 * Requests over connections that are kept, and answers that are read as they come: for a server that is asked hundreds
 * of times and watched for hours. The limits are those of the other client: no redirects, no compression, a signal.
 */
import type { IncomingMessage, RequestOptions } from 'node:http';
import { failureFrom, HttpFailure } from './http-failure.js';
import { quietTransport } from './quiet-transport.js';

export interface KeptRequest {
  readonly method: 'GET' | 'PATCH';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Bounds the whole exchange: dialing, headers and the last byte of the body. */
  readonly signal: AbortSignal;
}

export interface KeptAnswer {
  readonly status: number;
  /** Of the fields that were sent once. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OpenedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Throws {HttpFailure}. Leaving the loop early closes the connection. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** Where the server is, and over which connections: an agent, or the socket of a program on this machine. */
export type KeptPlace = Pick<RequestOptions, 'protocol' | 'hostname' | 'port' | 'agent' | 'socketPath'>;

/** Node's longest, in milliseconds. */
const longestTimer = 2_147_483_647;

/**
 * Sends one request and reads its whole answer, for any status.
 * @throws {HttpFailure} when there is no answer within the limits.
 */
export async function sendKept(place: KeptPlace, request: KeptRequest, maximumBytes: number): Promise<KeptAnswer> {
  const { status, headers, chunks } = await openKept(place, request);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maximumBytes) throw new HttpFailure('too-large', `${maximumBytes} bytes`);
    parts.push(chunk);
  }
  return { status, headers, body: Buffer.concat(parts).toString('utf8') };
}

/** Sends one request; its answer is there when its headers are. Throws {HttpFailure}. */
export async function openKept(place: KeptPlace, request: KeptRequest): Promise<OpenedAnswer> {
  const { signal } = request;
  // As in the other client: the event loop must not run dry before the deadline.
  const keptAlive = setInterval(() => undefined, longestTimer);
  try {
    const answer = await answerTo(place, request);
    const headers = plainHeaders(answer);
    if (answer.statusCode === 101) throw refused(answer, new HttpFailure('upgrade'));
    if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
      throw refused(answer, new HttpFailure('encoding'));
    return { status: answer.statusCode ?? 0, headers, chunks: chunksOf(answer, signal) };
  } catch (error) {
    throw failureFrom(error, signal);
  } finally {
    clearInterval(keptAlive);
  }
}

function answerTo(place: KeptPlace, request: KeptRequest): Promise<IncomingMessage> {
  const { method, path, body, signal } = request;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new HttpFailure('aborted'));
      return;
    }
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const headers = { 'user-agent': 'ts-reg', ...request.headers, 'accept-encoding': 'identity', ...length };
    const sent = quietTransport.request({ ...place, method, path, headers }, resolve);
    // Also what happens after the answer began; its reader has the error then.
    sent.on('error', reject);
    const stop = (): void => {
      const failure = new Error('aborted');
      sent.destroy(failure);
      // A request without a socket, as while a proxy does not answer CONNECT, emits no error.
      reject(failure);
    };
    signal.addEventListener('abort', stop, { once: true });
    sent.once('close', () => {
      signal.removeEventListener('abort', stop);
    });
    sent.end(body);
  });
}

async function* chunksOf(answer: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer> {
  const keptAlive = setInterval(() => undefined, longestTimer);
  const stop = (): void => {
    answer.destroy(new Error('aborted'));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw new HttpFailure('aborted');
    for await (const chunk of answer as AsyncIterable<Buffer>) yield chunk;
    if (!answer.complete) throw new HttpFailure('reset');
  } catch (error) {
    throw failureFrom(error, signal);
  } finally {
    clearInterval(keptAlive);
    signal.removeEventListener('abort', stop);
    if (!answer.complete) answer.destroy();
  }
}

function refused(answer: IncomingMessage, failure: HttpFailure): HttpFailure {
  answer.destroy();
  return failure;
}

function plainHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}
