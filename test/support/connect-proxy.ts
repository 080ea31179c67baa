/**
 * A loopback CONNECT proxy (RFC 9110 §9.3.6) that leads real names, such as `api.ecr.us-east-1.amazonaws.com:443`,
 * to loopback servers. A name that it does not know is refused: nothing gets out.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxyOptions {
  /** `host:port` → port of 127.0.0.1. */
  readonly routes: Readonly<Record<string, number>>;
  /** Demands Basic proxy authentication. */
  readonly user?: { readonly name: string; readonly password: string };
}

export interface ConnectProxy {
  /** `http://127.0.0.1:PORT`, without user name and password. */
  readonly url: string;
  /** Targets of all CONNECT requests in order, refused ones too: `host:port`. */
  readonly connects: readonly string[];
  /** Adds or moves a route. */
  route(authority: string, port: number): void;
  /** Answers every CONNECT with this status instead; undefined: works again. */
  refuseWith: number | undefined;
  close(): Promise<void>;
}

export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const routes = new Map(Object.entries(options.routes));
  const connects: string[] = [];
  const sockets = new Set<Duplex>();
  const authorization =
    options.user && `Basic ${Buffer.from(`${options.user.name}:${options.user.password}`).toString('base64')}`;

  /** The status that a CONNECT deserves. */
  const judge = (request: IncomingMessage): number => {
    if (proxy.refuseWith !== undefined) return proxy.refuseWith;
    if (authorization !== undefined && request.headers['proxy-authorization'] !== authorization) return 407;
    return routes.has(request.url ?? '') ? 200 : 502;
  };

  const server = createServer((_request, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', (request, client: Duplex) => {
    keep(sockets, client);
    const target = request.url ?? '';
    connects.push(target);
    const status = judge(request);
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream: Socket = connect(routes.get(target) ?? 0, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    keep(sockets, upstream);
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: ConnectProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connects,
    route: (authority, port) => void routes.set(authority, port),
    refuseWith: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}

/** Errors of either side end the tunnel, no more. */
function keep(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => sockets.delete(socket));
}
