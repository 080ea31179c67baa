/** The loopback AWS refuses what AWS refuses; otherwise the tests that rest on it would prove nothing. */
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { key, role } from './aws-exchange.js';
import { type LoopbackAws, startLoopbackAws } from './loopback-aws.js';

let aws: LoopbackAws;

beforeEach(async () => {
  aws = await startLoopbackAws({ keys: [key], roles: [role] });
});
afterEach(() => aws.close());

function ask(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): Promise<unknown> {
  const client = new ECRClient({ region: 'us-east-1', endpoint: aws.url, credentials, maxAttempts: 1 });
  return client.send(new GetAuthorizationTokenCommand({}));
}

async function post(headers: Readonly<Record<string, string>>, body = '{}'): Promise<unknown> {
  const answer = await fetch(aws.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'X.GetAuthorizationToken', ...headers },
    body,
  });
  return answer.json();
}

describe('the loopback AWS', () => {
  it('accepts a signature made with the right secret', async () => {
    await expect(ask(key)).resolves.toMatchObject({
      authorizationData: [{ proxyEndpoint: 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com' }],
    });
  });

  it('refuses a wrong secret, an unknown key, and a session without or with a wrong token', async () => {
    const session = aws.principals.issueSession(role, 'test', Date.now() + 60_000);
    await expect(ask({ ...key, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(ask({ ...key, accessKeyId: 'AKIANOBODY' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(ask({ ...session, sessionToken: 'wrong' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(
      ask({ accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey }),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await expect(ask(session)).resolves.toBeDefined();
  });

  it('refuses a session that has ended', async () => {
    const session = aws.principals.issueSession(role, 'test', Date.now() - 1);
    await expect(ask(session)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  it('refuses a signature that is older than five minutes', async () => {
    aws.clockOffsetMs = 6 * 60_000;
    await expect(ask(key)).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: /^Signature expired: /,
    });
  });

  it('refuses a request without a signature, and one whose body was changed on the way', async () => {
    await expect(post({})).resolves.toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const captured = await capturedHeaders();
    await expect(post(captured)).resolves.toMatchObject({ authorizationData: [{}] });
    await expect(post(captured, '{"registryIds":["1"]}')).resolves.toMatchObject({
      __type: 'InvalidSignatureException',
    });
  });

  it('knows the tokens that it gave out, and no others', async () => {
    const reply = (await ask(key)) as { authorizationData: { authorizationToken: string }[] };
    const password = Buffer.from(reply.authorizationData[0]?.authorizationToken ?? '', 'base64')
      .toString()
      .slice('AWS:'.length);
    expect(aws.isValidToken(password)).toBe(true);
    expect(aws.isValidToken(`${password}x`)).toBe(false);
    aws.clockOffsetMs = 13 * 3_600_000;
    expect(aws.isValidToken(password)).toBe(false);
  });
});

/** The headers of a request that the SDK signed with body `{}`, as they would go out. */
async function capturedHeaders(): Promise<Readonly<Record<string, string>>> {
  const seen: Record<string, string> = {};
  const client = new ECRClient({ region: 'us-east-1', endpoint: aws.url, credentials: key, maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      for (const name of [
        'authorization',
        'x-amz-date',
        'x-amz-content-sha256',
        'content-type',
        'x-amz-target',
        'x-amz-user-agent',
        'amz-sdk-invocation-id',
        'amz-sdk-request',
      ]) {
        if (headers[name] !== undefined) seen[name] = headers[name];
      }
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(new GetAuthorizationTokenCommand({}));
  return seen;
}
