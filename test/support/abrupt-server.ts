/**
 * A server on loopback that never gives a whole answer: it switches protocols, sends interim answers alone, breaks off
 * or stays silent.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';

const answers = {
  'switches protocols': {
    bytes: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ends: false,
  },
  'switches protocols and closes': {
    bytes: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    ends: true,
  },
  'says 101 without Upgrade': { bytes: 'HTTP/1.1 101 Switching Protocols\r\n\r\n', ends: false },
  'says 100 and nothing more': { bytes: 'HTTP/1.1 100 Continue\r\n\r\n', ends: false },
  'says 103 and nothing more': { bytes: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', ends: false },
  'says 103 and closes': { bytes: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', ends: true },
  'closes at once': { bytes: '', ends: true },
  'closes in the headers': { bytes: 'HTTP/1.1 200 OK\r\nContent-Le', ends: true },
  'closes in the body': {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a',
    ends: true,
  },
  'never answers': { bytes: '', ends: false },
  'stops in the body': {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a',
    ends: false,
  },
} as const;

export type Abruptness = keyof typeof answers;

/** All of them. */
export const abruptnesses = Object.keys(answers) as readonly Abruptness[];

export interface AbruptServer {
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  /** First lines of the requests so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** `first` is answered whole before the rest is answered abruptly: a challenge, or a service that is there. */
export async function startAbruptServer(
  kind: Abruptness,
  first?: (line: string) => string | undefined,
): Promise<AbruptServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', (bytes) => {
      const [line = ''] = bytes.toString('latin1').split('\r\n');
      requests.push(line);
      const whole = first?.(line);
      if (whole !== undefined) socket.end(whole);
      else if (answers[kind].ends) socket.end(answers[kind].bytes);
      else socket.write(answers[kind].bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    authority: `127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
