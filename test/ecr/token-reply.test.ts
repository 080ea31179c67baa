/** Replies of AWS that are not what was asked for: never a token for anybody, never a part of one in the error. */
import { afterEach, describe, expect, it } from 'vitest';
import { type AwsExchange, requestFor, startAwsExchange, staticKeys } from '../support/aws-exchange.js';
import type { TokenFactory } from '../support/aws-tokens.js';

let world: AwsExchange | undefined;

afterEach(() => world?.aws.close());

const encoded = (text: string): string => Buffer.from(text).toString('base64');

describe('a reply of AWS', () => {
  it.each<[string, TokenFactory, string]>([
    ['without an entry', () => undefined, 'the answer of ECR contains no token'],
    [
      'with an empty token',
      (_request, usual) => ({ ...usual, authorizationToken: '' }),
      'the answer of ECR contains no token',
    ],
    [
      'without a colon',
      (_request, usual) => ({ ...usual, authorizationToken: encoded('canary') }),
      'is not base64 of USER:PASSWORD',
    ],
    [
      'that is no base64',
      (_request, usual) => ({ ...usual, authorizationToken: '*canary*' }),
      'is not base64 of USER:PASSWORD',
    ],
    [
      'without an expiry',
      (_request, { authorizationToken = '', proxyEndpoint = '' }) => ({ authorizationToken, proxyEndpoint }),
      'does not say when the token expires',
    ],
    [
      'for another account',
      (_request, usual) => ({ ...usual, proxyEndpoint: 'https://999999999999.dkr.ecr.us-east-1.amazonaws.com' }),
      'a token for account 999999999999 in us-east-1, not for account 123456789012',
    ],
    [
      'for a look-alike of the registry',
      (_request, usual) => ({
        ...usual,
        proxyEndpoint: 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example',
      }),
      'a token for another host',
    ],
  ])('%s is refused', async (_case, token, words) => {
    world = await startAwsExchange({ token });
    const error = await world.failure(requestFor(staticKeys()));
    expect(error).toMatchObject({ kind: 'refused', httpCode: 406 });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('canary');
    expect(world.aws.count('GetAuthorizationToken')).toBe(1);
  });

  it('may hold a password with colons and of any length', async () => {
    const password = `a:b:${'x'.repeat(100_000)}`;
    world = await startAwsExchange({
      token: (_request, usual) => ({ ...usual, authorizationToken: encoded(`AWS:${password}`) }),
    });
    const token = await world.exchange(requestFor(staticKeys()));
    expect(token.password.reveal()).toBe(password);
  });
});
