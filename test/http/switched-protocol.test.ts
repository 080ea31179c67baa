/** `101 Switching Protocols` is told to the request. */
import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { failureFrom } from '../../src/http/http-failure.js';
import { failOnUpgrade } from '../../src/http/switched-protocol.js';
import { type AbruptServer, startAbruptServer } from '../support/abrupt-server.js';

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
