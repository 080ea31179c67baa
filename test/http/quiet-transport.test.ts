/** What Node writes to stderr with NODE_DEBUG is the options of a request, and those hold no password. */
import { once } from 'node:events';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { failureFrom } from '../../src/http/http-failure.js';
import { failOnUpgrade, quietTransport } from '../../src/http/quiet-transport.js';
import { type AbruptServer, startAbruptServer } from '../support/abrupt-server.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';
import { createPrivateCa } from '../support/private-ca.js';

let plain: LoopbackRegistry;
let tls: LoopbackRegistry;
beforeAll(async () => {
  plain = await startLoopbackRegistry({ authentication: 'none' });
  tls = await startLoopbackRegistry({
    authentication: 'none',
    tls: await (await createPrivateCa()).issue(['127.0.0.1']),
  });
});
afterAll(() => Promise.all([plain.close(), tls.close()]));

/** Everything that an agent is told about a request, which is what node:http and node:net log. */
function listening(agent: HttpAgent): { agent: HttpAgent; heard: () => string } {
  let heard = '';
  const inherited = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    heard += inspect(options, { depth: 9, showHidden: true });
    return inherited(options, callback);
  };
  return { agent, heard: () => heard };
}

it.each(['http:', 'https:'])('%s headers reach the server and are in no option', async (protocol) => {
  const registry = protocol === 'http:' ? plain : tls;
  const { agent, heard } = listening(
    protocol === 'http:' ? new HttpAgent() : new HttpsAgent({ rejectUnauthorized: false }),
  );
  const headers = { authorization: 'Basic canary', 'X-Other': ['1', '2'], 'x-absent': undefined };
  const request: ClientRequest = quietTransport.request(
    { protocol, hostname: '127.0.0.1', port: registry.port, path: '/v2/', method: 'GET', agent, headers },
    (answer) => answer.resume(),
  );
  const [answer] = (await once(request.end(), 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  expect(registry.requests.at(-1)?.headers).toMatchObject({
    authorization: 'Basic canary',
    'x-other': '1, 2',
    host: registry.authority,
  });
  expect(heard()).toContain('127.0.0.1');
  expect(heard()).not.toContain('canary');
});

it('a request without headers is one too', async () => {
  const request = quietTransport.request(
    { protocol: 'http:', hostname: '127.0.0.1', port: plain.port, path: '/v2/' },
    (answer) => answer.resume(),
  );
  await once(request.end(), 'response');
  expect(plain.requests.at(-1)?.path).toBe('/v2/');
});

let server: AbruptServer | undefined;
afterEach(() => server?.close());

it.each(['switches protocols', 'switches protocols and closes'] as const)(
  'fails a request to a server that %s',
  async (kind) => {
    server = await startAbruptServer(kind);
    const asked = request(`http://${server.authority}/`);
    failOnUpgrade(asked);
    const [error] = (await once(asked.end(), 'error')) as [unknown];
    expect(failureFrom(error, new AbortController().signal).reason).toBe('upgrade');
  },
);
