/** The HTTP client against servers that never give a whole answer, and the event loop that must outlive the wait. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/http/http-client.js';
import type { FailureReason } from '../../src/http/http-failure.js';
import { type Abruptness, abruptnesses, type AbruptServer, startAbruptServer } from '../support/abrupt-server.js';

const expected: Readonly<Record<Abruptness, FailureReason>> = {
  'switches protocols': 'upgrade',
  'switches protocols and closes': 'upgrade',
  'says 101 without Upgrade': 'upgrade',
  'says 100 and nothing more': 'timeout',
  'says 103 and nothing more': 'timeout',
  'says 103 and closes': 'reset',
  'closes at once': 'reset',
  'closes in the headers': 'reset',
  'closes in the body': 'reset',
  'never answers': 'timeout',
  'stops in the body': 'timeout',
};

// The client loads it with the first request, which takes longer than the shortest limit here.
beforeAll(async () => {
  await import('axios');
});

let server: AbruptServer | undefined;
afterEach(() => server?.close());

/** Timers that keep the process alive at this moment. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe.each(abruptnesses)('a server that %s', (kind) => {
  it.each(['GET', 'POST', 'PUT', 'DELETE'] as const)('fails a %s with its own reason', async (method) => {
    server = await startAbruptServer(kind);
    const client = createHttpClient({ environment: {}, certificateAuthorities: [] });
    const url = new URL(`http://${server.authority}/`);
    const before = timers();
    const answer = client.send({
      method,
      url,
      headers: {},
      verifyTls: true,
      signal: AbortSignal.timeout(expected[kind] === 'timeout' ? 500 : 10_000),
      maximumBytes: 1_000,
    });
    const failed = expect(answer).rejects.toMatchObject({ name: 'HttpFailure', reason: expected[kind] });
    await failed;
    expect(server.requests).toHaveLength(1);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
