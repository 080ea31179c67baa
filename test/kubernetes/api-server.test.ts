import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from './kubernetes-server.js';

let test: TestServer;
beforeEach(async () => {
  test = await startServer(400);
  test.cluster.addNamespace('web');
});
afterEach(() => test.cluster.close());

const path = '/api/v1/namespaces/web';
const get = (): Promise<unknown> => test.server.request({ method: 'GET', path });

/** The next answers are these statuses. */
function answerWith(...statuses: readonly number[]): void {
  const left = [...statuses];
  test.cluster.interfere = () => {
    const status = left.shift();
    return status === undefined ? undefined : { status, body: { kind: 'Status', message: `status ${status}` } };
  };
}

describe('a request', () => {
  it.each([[[429]], [[500, 502, 503, 504]], [[429, 429, 429, 429, 429]]])('is repeated after %j', async (statuses) => {
    answerWith(...statuses);
    expect(await get()).toMatchObject({ status: 200, body: { metadata: { name: 'web' } } });
  });

  it('is not repeated without end, nor after a refusal', async () => {
    answerWith(...Array<number>(20).fill(429));
    await expect(get()).rejects.toThrow('status 429');
    expect(test.cluster.calls.filter(({ status }) => status === 429)).toHaveLength(6);
    answerWith(403);
    await expect(get()).rejects.toThrow('status 403');
  });

  it('has its headers made anew for each try', async () => {
    test.cluster.tokens.add('new');
    let tries = 0;
    Object.defineProperty(test, 'headers', {
      get: () => ({ authorization: `Bearer ${(tries += 1) === 1 ? 'old' : 'new'}` }),
    });
    expect(await get()).toMatchObject({ status: 200 });
    expect(test.cluster.calls.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('answers expected statuses as values', async () => {
    const absent = await test.server.request({ method: 'GET', path: `${path}/secrets/x`, expected: [404] });
    expect(absent).toMatchObject({ status: 404, body: { reason: 'NotFound' } });
  });

  it('ends when the process is to end, in a pause too', async () => {
    test.cluster.throttle = { times: 10, seconds: 60 };
    setTimeout(() => {
      test.stop.abort();
    }, 50);
    const begun = performance.now();
    await expect(get()).rejects.toThrow();
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('that is never answered ends with its time', async () => {
    const { server } = await startSilent();
    await expect(server.request({ method: 'GET', path })).rejects.toThrow('no complete answer within the time limit');
  });
});

/** Accepts connections and says nothing. */
async function startSilent(): Promise<TestServer> {
  const silent = await startServer(200);
  silent.cluster.interfere = () => {
    const end = performance.now() + 600;
    while (performance.now() < end);
    return undefined;
  };
  return silent;
}

describe('a watch', () => {
  it('gives each event, and throws what the server refuses', async () => {
    const events: unknown[] = [];
    setTimeout(() => {
      test.cluster.addNamespace('team-a');
    }, 20);
    const watched = `/api/v1/namespaces?watch=true&allowWatchBookmarks=true&resourceVersion=${test.cluster.objects.version}`;
    for await (const event of test.server.watch(watched)) {
      events.push(event);
      if (events.length === 3) break;
    }
    expect(events[0]).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'team-a' } } });
    expect(events[2]).toMatchObject({ type: 'BOOKMARK' });
    answerWith(410);
    await expect(test.server.watch(watched).next()).rejects.toMatchObject({ httpCode: 410 });
  });
});
