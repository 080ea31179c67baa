/** What the SDK starts ends with the exchange; what others start is left alone. */
import { exec } from 'node:child_process';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endingWith } from '../../src/ecr/bounded-work.js';

const run = promisify(exec);

describe('a process', () => {
  it('is left alone while there is time', async () => {
    await expect(endingWith(new AbortController().signal, () => run('echo done'))).resolves.toMatchObject({
      stdout: 'done\n',
    });
  });

  it('is killed when the time is up, even when a process of its own holds the pipes', async () => {
    const controller = new AbortController();
    const ended = endingWith(controller.signal, () => run('echo started; sleep 5 & wait'));
    setTimeout(() => {
      controller.abort();
    }, 100);
    await expect(ended).rejects.toMatchObject({ signal: 'SIGKILL' });
  });

  it('that other code starts in the meantime lives on', async () => {
    const controller = new AbortController();
    const ours = endingWith(controller.signal, () => run('sleep 5'));
    const theirs = run('sleep 0.3; echo survived');
    controller.abort();
    await expect(ours).rejects.toMatchObject({ killed: true });
    await expect(theirs).resolves.toMatchObject({ stdout: 'survived\n' });
  });
});

describe('an HTTP request', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end('late'), 300);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const ask = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });

  it('is cut off when the time is up, while that of other code gets its answer', async () => {
    const controller = new AbortController();
    const ours = endingWith(controller.signal, () => ask('/silent'));
    const theirs = ask('/slow');
    setTimeout(() => {
      controller.abort();
    }, 100);
    await expect(ours).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(theirs).resolves.toBe(200);
  });
});
