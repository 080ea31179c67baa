/** Answers of a broken or hostile server, on demand. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';

export type Fault =
  /** Any ordinary answer: another status, HTML, a redirect, a malformed challenge, a huge header. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string | string[]>>;
      readonly body?: string;
    }
  /** Chunks without end. */
  | { readonly kind: 'endless-body' }
  /** Header fields without end. */
  | { readonly kind: 'endless-headers' }
  /** One byte of the body every 50 ms, without end. */
  | { readonly kind: 'slow-drip' }
  /** 1 MB that unpacks to 1 GiB; answered with this status. */
  | { readonly kind: 'gzip-bomb'; readonly status: number }
  /** Says 1,000 bytes, sends 10, breaks off. */
  | { readonly kind: 'truncated' }
  /** Accepts the request and never answers. */
  | { readonly kind: 'silent' }
  /** The connection breaks off instead of an answer; without TLS by RST. */
  | { readonly kind: 'reset' }
  /** These bytes instead of HTTP. */
  | { readonly kind: 'raw'; readonly bytes: string };

/** Answers one request the wrong way. Ends by itself when the client hangs up. */
export function answerWithFault(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  switch (fault.kind) {
    case 'answer':
      response.writeHead(fault.status, { ...fault.headers }).end(fault.body ?? '');
      return;
    case 'endless-body':
      response.writeHead(200);
      pour(response, Buffer.alloc(65_536, 0x61));
      return;
    case 'endless-headers':
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, Buffer.from(`X-Line: ${'a'.repeat(1_000)}\r\n`));
      return;
    case 'slow-drip':
      response.writeHead(200, { 'content-type': 'application/json' });
      drip(response);
      return;
    case 'gzip-bomb':
      response.writeHead(fault.status, { 'content-encoding': 'gzip' }).end(gzipBomb());
      return;
    case 'truncated':
      response.writeHead(200, { 'content-length': '1000' });
      response.write('0123456789', () => socket.destroy());
      return;
    case 'silent':
      return;
    case 'reset':
      // Only a plain TCP socket can be told to send RST; TLS breaks off without its goodbye.
      if (socket instanceof TLSSocket) socket.destroy();
      else socket.resetAndDestroy();
      return;
    case 'raw':
      socket.end(fault.bytes);
      return;
    default:
      fault satisfies never;
  }
}

/** Writes until the other side hangs up, waiting for it whenever its buffer is full. */
function pour(target: NodeJS.WritableStream & { readonly destroyed: boolean }, chunk: Buffer): void {
  target.on('error', () => undefined);
  const write = (): void => {
    while (!target.destroyed) {
      if (!target.write(chunk)) {
        target.once('drain', write);
        return;
      }
    }
  };
  write();
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => {
    clearInterval(timer);
  });
}

/** A gzip member of 64 MiB of zeros, sixteen times: gzip members follow one another (RFC 1952 §2.2). */
function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
  return Buffer.concat(Array<Buffer>(16).fill(member));
}
