/** A CONNECT proxy on 127.0.0.1 that leads real host names to loopback ports, so that no test leaves this machine. */
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';

export interface LoopbackProxyOptions {
  /** `host:port` of the tunnel → port on 127.0.0.1; anything else is answered 502. */
  readonly routes: Readonly<Record<string, number>>;
  /** `user:password`; without it everybody may pass. */
  readonly credentials?: string;
  /** An https proxy. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Written instead of an answer to CONNECT; empty: never answers. */
  readonly rawAnswer?: string;
}

export interface LoopbackProxy {
  /** `http://127.0.0.1:PORT` or `https://…`, without credentials. */
  readonly origin: string;
  readonly port: number;
  /** The tunnels that were asked for: `host:port` and the header Proxy-Authorization. */
  readonly tunnels: readonly { readonly target: string; readonly authorization: string | undefined }[];
  /** Requests other than CONNECT; a client that tunnels makes none. */
  readonly plainRequests: readonly string[];
  /** Connections that are open now. */
  openConnections(): number;
  close(): Promise<void>;
}

/** Starts a proxy on a free port. */
export async function startLoopbackProxy(options: LoopbackProxyOptions): Promise<LoopbackProxy> {
  const tunnels: { target: string; authorization: string | undefined }[] = [];
  const plainRequests: string[] = [];
  const sockets = new Set<Socket>();
  const server = options.tls ? createTlsServer({ ...options.tls }) : createServer();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  server.on('connection', track);
  server.on('request', (request, response) => {
    plainRequests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(502).end();
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    const target = request.url ?? '';
    const authorization = request.headers['proxy-authorization'];
    tunnels.push({ target, authorization });
    if (options.rawAnswer !== undefined) {
      client.write(options.rawAnswer);
      // Read on, so that the client's hanging up is noticed.
      client.resume().on('end', () => client.destroy());
      return;
    }
    const port = options.routes[target];
    if (!mayPass(options.credentials, authorization)) client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    else if (port === undefined) client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    else joinSockets(client, port, track);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    tunnels,
    plainRequests,
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

function mayPass(credentials: string | undefined, authorization: string | undefined): boolean {
  return credentials === undefined || authorization === `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function joinSockets(client: Socket, port: number, track: (socket: Socket) => void): void {
  const upstream = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.pipe(client).pipe(upstream);
  });
  track(upstream);
  client.on('error', () => undefined).on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroy());
}
