/**
 * What a server on an unencrypted connection gets when it asks for the password: a server played on loopback writes it
 * all down.
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/secret.js';
import { connectPg } from '../../src/shared-store/pg-connection.js';
import { parsePostgresUrl } from '../../src/shared-store/postgres-url.js';

const password = 'canary-database-password';

/** An authentication request (message `R`) of this kind. */
function request(kind: number, data: Buffer | string = ''): Buffer {
  const body = Buffer.from(data);
  const message = Buffer.alloc(9 + body.length);
  message.write('R');
  message.writeInt32BE(8 + body.length, 1);
  message.writeInt32BE(kind, 5);
  body.copy(message, 9);
  return message;
}

const clearText = request(3);
const md5 = request(5, Buffer.from([1, 2, 3, 4]));
const scram = request(10, 'SCRAM-SHA-256\0\0');

interface Played {
  readonly port: number;
  /** Every byte that clients sent behind their startup message. */
  readonly heard: () => string;
}

/** Answers each message of a client with the next of these steps. */
async function playedServer(steps: readonly ((heard: string) => Buffer)[]): Promise<Played> {
  const sockets = new Set<Socket>();
  let heard = '';
  const server = createServer((socket) => {
    sockets.add(socket);
    let step = 0;
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        if (step > 0) heard += bytes.toString('latin1');
        const answer = steps[step]?.(heard);
        step += 1;
        if (answer !== undefined) socket.write(answer);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, heard: () => heard };
}

/** SCRAM's first message of the server, with this attribute for the iterations. */
function firstMessage(iterations: string): (heard: string) => Buffer {
  return (heard) => {
    const nonce = /r=([^,\0]+)/.exec(heard)?.[1] ?? '';
    return request(11, `r=${nonce}server,s=${Buffer.from('salt-of-16-bytes').toString('base64')},${iterations}`);
  };
}

/** How a connection to the server ends; it gives up after 1.5 s. */
async function attempt({ port }: Played, parameters = ''): Promise<unknown> {
  const address = parsePostgresUrl(new Secret(`postgres://ann:${password}@127.0.0.1:${port}/db${parameters}`), {});
  return connectPg({
    address,
    tls: undefined,
    password: () => Promise.resolve(address.password),
    timeoutMs: 1_500,
  }).catch((error: unknown) => error);
}

/** Proof, hash or password: a message `p` with more in it than the mechanism and the nonce. */
const isAnswered = (heard: string): boolean => heard.includes(password) || /p\0{3}.{1}(?:md5|.*p=)/s.test(heard);

describe('without TLS, a server that asks for', () => {
  it.each([
    ['the password', [() => clearText], 'asks for the password itself'],
    ['an MD5 hash', [() => md5], 'asks for an MD5 hash'],
    ['SCRAM and then for the password', [() => scram, () => clearText], 'asks for the password itself'],
    ['SCRAM and then for an MD5 hash', [() => scram, () => md5], 'asks for an MD5 hash'],
    ['SCRAM with 1 iteration', [() => scram, firstMessage('i=1')], '4,096 to 1,000,000'],
    ['SCRAM with 4,095 iterations', [() => scram, firstMessage('i=4095')], '4,096 to 1,000,000'],
    ['SCRAM with 1,000,001 iterations', [() => scram, firstMessage('i=1000001')], '4,096 to 1,000,000'],
    ['SCRAM with 10^9 iterations', [() => scram, firstMessage('i=1000000000')], '4,096 to 1,000,000'],
    ['SCRAM with two counts', [() => scram, firstMessage('i=4096,i=1')], '4,096 to 1,000,000'],
    ['SCRAM with no count', [() => scram, firstMessage('x=4096')], '4,096 to 1,000,000'],
  ] as const)('%s gets nothing', async (_, steps, reason) => {
    const server = await playedServer([...steps, () => Buffer.alloc(0)]);
    expect(await attempt(server)).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(reason) as string,
    });
    expect(isAnswered(server.heard())).toBe(false);
  });

  it('SCRAM with 4,096, 200,000 or 1,000,000 iterations gets the proof', async () => {
    for (const iterations of ['i=4096', 'i=200000', 'i=1000000']) {
      const server = await playedServer([() => scram, firstMessage(iterations), () => Buffer.alloc(0)]);
      await attempt(server);
      expect(isAnswered(server.heard()), iterations).toBe(true);
      expect(server.heard()).not.toContain(password);
    }
  });
});

describe('a URL with sslmode=disable', () => {
  it.each([
    ['the password', clearText],
    ['an MD5 hash', md5],
  ])('lets a server have %s', async (_, asked) => {
    const server = await playedServer([() => asked, () => Buffer.alloc(0)]);
    await attempt(server, '?sslmode=disable');
    expect(isAnswered(server.heard())).toBe(true);
  });

  it('changes nothing about SCRAM', async () => {
    const server = await playedServer([() => scram, firstMessage('i=1'), () => Buffer.alloc(0)]);
    expect(await attempt(server, '?sslmode=disable')).toMatchObject({
      message: expect.stringContaining('iteration count') as string,
    });
    expect(isAnswered(server.heard())).toBe(false);
  });
});
