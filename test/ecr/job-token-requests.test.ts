/** Requests to a CI system for the token of a job, against loopback servers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { JobTokenFailure } from '../../src/ecr/job-token-failure.js';
import { azureToken, githubToken, type JobTokenContext } from '../../src/ecr/job-token-requests.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Served {
  readonly url: string;
  readonly requests: string[];
}

async function serve(...answers: readonly Answer[]): Promise<Served> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    const { status = 200, body = '{}', headers = {} } = answers[Math.min(requests.length, answers.length) - 1] ?? {};
    response.writeHead(status, headers).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function context(environment: Readonly<Record<string, string>>): JobTokenContext {
  const signal = new AbortController().signal;
  return { environment, certificateAuthorities: [], signal, audience: 'sts.amazonaws.com' };
}

const github = (url: string): Promise<string> =>
  githubToken(context({ ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer' }));

const failure = (work: Promise<string>): Promise<JobTokenFailure> =>
  work.then(
    () => {
      throw new Error('there was a token');
    },
    (error: unknown) => error as JobTokenFailure,
  );

describe('a request for a token', () => {
  it('to GitHub has the audience and the request token', async () => {
    const { url, requests } = await serve({ body: '{"value":"jwt"}' });
    expect(await github(`${url}/t?api-version=2.0`)).toBe('jwt');
    expect(requests).toEqual(['GET /t?api-version=2.0&audience=sts.amazonaws.com Bearer bearer']);
  });

  it('to Azure is a POST with the version of the API', async () => {
    const { url, requests } = await serve({ body: '{"oidcToken":"jwt"}' });
    expect(await azureToken(context({ SYSTEM_OIDCREQUESTURI: `${url}/t`, SYSTEM_ACCESSTOKEN: 'b' }))).toBe('jwt');
    expect(requests).toEqual(['POST /t?api-version=7.1-preview.1 Bearer b']);
  });

  it('is sent again after 5xx and 429, three times at most', async () => {
    const { url, requests } = await serve({ status: 503 }, { status: 429 }, { body: '{"value":"jwt"}' });
    expect(await github(url)).toBe('jwt');
    expect(requests).toHaveLength(3);
    const broken = await serve({ status: 500 });
    expect((await failure(github(broken.url))).message).toContain('answered with HTTP 500');
    expect(broken.requests).toHaveLength(3);
  });

  it('follows no redirect, which would take the request token elsewhere', async () => {
    const elsewhere = await serve({ body: '{"value":"jwt"}' });
    const { url } = await serve({ status: 302, headers: { location: elsewhere.url } });
    expect((await failure(github(url))).message).toContain('answered with HTTP 302');
    expect(elsewhere.requests).toEqual([]);
  });

  it.each([
    ['401', { status: 401, body: 'canary' }, 'answered with HTTP 401'],
    ['no JSON', { body: 'canary' }, 'answered without a token'],
    ['no member', { body: '{"token":"canary"}' }, 'answered without a token'],
    ['an empty member', { body: '{"value":"","x":"canary"}' }, 'answered without a token'],
    ['100 KiB', { body: `{"value":"${'canary'.repeat(20_000)}"}` }, 'bytes'],
  ])('answered with %s is an error that repeats nothing', async (_what, answer, words) => {
    const { url } = await serve(answer);
    const { message, next } = await failure(github(url));
    expect(message).toContain(words);
    expect(message + next).not.toContain('canary');
  });

  it.each([
    ['http://issuer.example/t', 'leads to issuer.example, which requires https'],
    ['ftp://127.0.0.1/t', 'requires https'],
    ['', 'is not a URL'],
  ])('to %s is never sent', async (url, words) => {
    expect((await failure(github(url))).message).toContain(words);
  });
});
