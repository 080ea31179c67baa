/** What IAM Identity Center may answer, and where it is asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { SdkTransport } from '../../src/ecr/sdk-transport.js';
import { askSso, SsoRefused } from '../../src/ecr/sso-request.js';

const signal = new AbortController().signal;
const transport = new SdkTransport({
  environment: {},
  certificateAuthorities: [],
  signal,
  clock: () => 0,
  debug: () => undefined,
  asking: () => undefined,
});
let close = (): void => undefined;
afterEach(() => {
  close();
});

async function answering(
  ...answers: readonly (readonly [number, string, string?])[]
): Promise<{ readonly url: string; readonly count: () => number }> {
  let count = 0;
  const server = createServer((_request, response) => {
    const [status, body, type] = answers[Math.min(count, answers.length - 1)] ?? [500, ''];
    count += 1;
    response.writeHead(status, type === undefined ? {} : { 'x-amzn-errortype': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count };
}

const ask = (endpoint: string | undefined, region = 'eu-west-1') =>
  askSso(
    { service: 'portal', region, method: 'GET', path: '/federation/credentials' },
    { transport, home: '', now: 0, endpoint: () => endpoint, hosts: { useFips: false, useDualstack: false } },
  );

it.each<[number, string, string | undefined, string, string]>([
  [
    401,
    '{"message":"Session token not found or invalid"}',
    'UnauthorizedException:http://x',
    'UnauthorizedException',
    'Session token not found or invalid',
  ],
  [403, '{"message":"No access"}', 'ForbiddenException', 'ForbiddenException', 'No access'],
  [400, '{"error":"invalid_grant","error_description":"gone"}', undefined, 'invalid_grant', 'gone'],
  [403, '<html>canary</html>', undefined, 'SsoError', 'HTTP 403'],
  [200, 'no JSON', undefined, 'SsoError', 'HTTP 200'],
])('HTTP %i %s is told by its name', async (status, body, type, name, message) => {
  const { url } = await answering(type === undefined ? [status, body] : [status, body, type]);
  await expect(ask(url)).rejects.toMatchObject({ name, message, statusCode: status });
});

it('a busy portal is asked three times', async () => {
  const busy = await answering([503, ''], [429, ''], [200, '{"a":1}']);
  await expect(ask(busy.url)).resolves.toEqual({ a: 1 });
  expect(busy.count()).toBe(3);
});

it.each(['evil.example/', 'a b', ''])('the region %j never becomes part of a host', async (region) => {
  await expect(ask(undefined, region)).rejects.toBeInstanceOf(SsoRefused);
});
