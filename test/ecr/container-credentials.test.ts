/** ECS and EKS endpoints, well-behaved and not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerCredentials, isInContainer } from '../../src/ecr/container-credentials.js';
import {
  type ContainerEndpointOptions,
  type HttpEndpoint,
  startContainerEndpoint,
} from '../support/aws-credential-endpoints.js';
import { role } from '../support/aws-exchange.js';
import { AwsPrincipals, type AwsSession } from '../support/aws-principals.js';

const signal = new AbortController().signal;
const endpoints: HttpEndpoint[] = [];
let session: AwsSession;
let folder: string;

beforeEach(async () => {
  session = new AwsPrincipals([], [role]).issueSession(role, 'task', Date.now() + 3_600_000);
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-container-'));
});
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
  await rm(folder, { recursive: true });
});

async function start(options: Partial<ContainerEndpointOptions> = {}): Promise<HttpEndpoint> {
  const endpoint = await startContainerEndpoint({ session: () => session, ...options });
  endpoints.push(endpoint);
  return endpoint;
}

describe('credentials of a container', () => {
  it('come from a relative URI at ECS’s address', async () => {
    const ecs = await start();
    const environment = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/abc?x=1' };
    const found = await containerCredentials({ environment, signal, host: ecs.url });
    expect(found.source).toBe('ECS task role');
    expect(found.credentials).toMatchObject({ accessKeyId: session.accessKeyId, sessionToken: session.sessionToken });
    expect(ecs.requests).toEqual(['GET /v2/credentials/abc?x=1']);
  });

  it('come from EKS Pod Identity with the token of its file, read anew each time', async () => {
    const tokenFile = join(folder, 'token');
    let current = 'first';
    const agent = await start({ authorization: () => current });
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'the file goes first',
    };
    for (current of ['first', 'second']) {
      await writeFile(tokenFile, `${current}\n`);
      await expect(containerCredentials({ environment, signal })).resolves.toMatchObject({
        source: 'EKS Pod Identity',
      });
    }
  });

  it('come from any other loopback agent with the token of the environment', async () => {
    const agent = await start({ authorization: () => 'Bearer abc' });
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer abc',
    };
    await expect(containerCredentials({ environment, signal })).resolves.toMatchObject({
      source: 'container credentials endpoint',
    });
  });

  it('never go through a proxy', async () => {
    const agent = await start();
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url,
      HTTP_PROXY: 'http://127.0.0.1:1',
      ALL_PROXY: 'http://127.0.0.1:1',
    };
    await expect(containerCredentials({ environment, signal })).resolves.toBeDefined();
  });

  it('are asked for again when the first answer does not come', async () => {
    const agent = await start({ silentFor: 1 });
    const environment = { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url };
    await expect(containerCredentials({ environment, signal })).resolves.toBeDefined();
    expect(agent.requests).toHaveLength(2);
  });

  it.each([429, 500, 503])('are asked for again when the agent is busy (HTTP %i)', async (status) => {
    const agent = await start({ answer: { status, body: '' } });
    const asked = containerCredentials({ environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url }, signal });
    await expect(asked).rejects.toThrow(`answered HTTP ${status}`);
    expect(agent.requests).toHaveLength(3);
  });

  it('are waited for 2 s three times, as botocore does, before a silent agent is given up', async () => {
    const agent = await start({ silentFor: Number.POSITIVE_INFINITY });
    const startedAt = performance.now();
    const asked = containerCredentials({ environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url }, signal });
    await expect(asked).rejects.toThrow(`${new URL(agent.url).host}: no complete answer within the time limit`);
    expect(performance.now() - startedAt).toBeGreaterThan(5_900);
    expect(performance.now() - startedAt).toBeLessThan(9_500);
    expect(agent.requests).toHaveLength(3);
  }, 15_000);
});

describe('an endpoint that is not to be trusted', () => {
  it.each([
    [
      'plain http elsewhere',
      'http://credentials.example.com/',
      'leads to credentials.example.com, which requires https',
    ],
    [
      'the instance metadata address',
      'http://169.254.169.254/latest',
      'leads to 169.254.169.254, which requires https',
    ],
    ['another scheme', 'file:///etc/passwd', 'leads to , which requires https'],
    ['no URI', 'not a uri', 'is not a URI'],
  ])('%s: not asked', async (_case, uri, words) => {
    const asked = containerCredentials({ environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri }, signal });
    await expect(asked).rejects.toThrow(`AWS_CONTAINER_CREDENTIALS_FULL_URI ${words}`);
  });

  it('a relative URI that would name another host: not asked', async () => {
    const environment = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '.evil.example/creds' };
    await expect(containerCredentials({ environment, signal })).rejects.toThrow(
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a URI',
    );
  });

  it.each([
    ['an error', { status: 400, body: '{"Code":"AccessDenied"}' }, 'answered HTTP 400'],
    ['no JSON', { status: 200, body: '{"SecretAccessKey":"canary' }, 'answered without credentials'],
    ['other JSON', { status: 200, body: '[null]' }, 'answered without credentials'],
    [
      'half of the fields',
      { status: 200, body: '{"AccessKeyId":"ASIA","SecretAccessKey":"canary"}' },
      'answered without credentials',
    ],
    ['too much', { status: 200, body: ' '.repeat(70_000) }, 'answer is larger than the limit'],
  ])('%s: said without quoting it', async (_case, answer, words) => {
    const agent = await start({ answer });
    const error = await containerCredentials({
      environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url },
      signal,
    }).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'ContainerCredentialsFailure' });
    expect((error as Error).message).toContain(words);
    expect((error as Error).message).not.toContain('canary');
  });

  it('a token file that is missing or holds two lines: said with its path', async () => {
    const path = join(folder, 'token');
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: path,
    };
    await expect(containerCredentials({ environment, signal })).rejects.toThrow(`${path} cannot be read`);
    await writeFile(path, 'a\r\nX-Injected: b');
    await expect(containerCredentials({ environment, signal })).rejects.toThrow('has more than one line');
  });
});

describe('being in a container', () => {
  it('is told by either variable', () => {
    expect(isInContainer({})).toBe(false);
    expect(isInContainer({ AWS_CONTAINER_CREDENTIALS_FULL_URI: '' })).toBe(false);
    expect(isInContainer({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://x' })).toBe(true);
    expect(isInContainer({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x' })).toBe(true);
    expect(
      isInContainer({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://x' }),
    ).toBe(true);
  });
});
