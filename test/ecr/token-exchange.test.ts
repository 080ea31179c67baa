/** The whole exchange against a loopback AWS that verifies signatures. */
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import { type AwsExchange, key, registry, requestFor, startAwsExchange, staticKeys } from '../support/aws-exchange.js';
import type { AwsFaultKind } from '../support/loopback-aws-faults.js';

const messagePrefix = `cannot refresh credentials for supplied registry, with supplied credentials - exception: ${registry}: `;
let world: AwsExchange;

beforeEach(async () => {
  world = await startAwsExchange();
});
afterEach(() => world.aws.close());

describe('an exchange with static keys', () => {
  it('gives a token that the registry accepts, after one verified call', async () => {
    const before = Date.now();
    const token = await world.exchange(requestFor(staticKeys()));
    expect(token.username).toBe('AWS');
    expect(world.aws.isValidToken(token.password.reveal())).toBe(true);
    expect(token.issuedAt).toBeGreaterThanOrEqual(before);
    expect(token.expiresAt - token.issuedAt).toBeCloseTo(12 * 3_600_000, -5);
    expect(token.source).toBe('static keys');
    expect(world.aws.calls).toHaveLength(1);
    expect(world.aws.calls[0]).toMatchObject({
      operation: 'GetAuthorizationToken',
      service: 'ecr',
      region: 'us-east-1',
    });
  });

  it('asks for the account of the registry, not for the caller’s own', async () => {
    const host = '999999999999.dkr.ecr.eu-west-1.amazonaws.com';
    await world.exchange(requestFor(staticKeys(), host));
    expect(world.aws.calls[0]).toMatchObject({ region: 'eu-west-1', input: { registryIds: ['999999999999'] } });
  });

  it('asks for no account when a custom domain leaves it open', async () => {
    const target = { service: 'ecr', account: '', region: 'eu-west-1', fips: false, dualStack: false } as const;
    await world.exchange({
      registry: 'images.example.com',
      command: 'update',
      identity: staticKeys(),
      ecrHost: undefined,
      target,
      endpoint: undefined,
    });
    expect(world.aws.calls[0]?.input).toEqual({});
  });

  it('tells on --debug where the credentials came from and what was asked, and no secret', async () => {
    const token = await world.exchange(requestFor(staticKeys()));
    const lines = world.debugLines.join('\n');
    expect(lines).toContain('AWS credentials: static keys');
    expect(lines).toMatch(/GetAuthorizationToken answered HTTP 200 after \d+ ms/);
    expect(lines).not.toContain(key.secretAccessKey);
    expect(lines).not.toContain(token.password.reveal());
  });
});

describe('credentials that AWS refuses', () => {
  it.each([
    ['a wrong secret', staticKeys('wrong'), 'InvalidSignatureException', /registry update \S+ AKIAIOSFODNN7EXAMPLE/],
    [
      'an unknown key',
      staticKeys('x', 'AKIAUNKNOWN'),
      'UnrecognizedClientException',
      /access key id is deleted, inactive or of another partition/,
    ],
    [
      'a temporary key without its session token',
      staticKeys('x', 'ASIAUNKNOWN'),
      'UnrecognizedClientException',
      /_aws_profile PROFILE/,
    ],
  ])('%s: says so with AWS’s name for it and the next step, after one call', async (_case, identity, name, hint) => {
    const error = await world.failure(requestFor(identity));
    expect(error).toBeInstanceOf(TsRegError);
    expect(error).toMatchObject({
      kind: 'refused',
      httpCode: 406,
      exitCode: 1,
      detail: { awsError: name, credentialSource: 'static keys' },
    });
    expect(error.message.startsWith(`${messagePrefix}${name}: `)).toBe(true);
    expect(error.message.endsWith(' (credentials: static keys)')).toBe(true);
    expect(error.hint).toMatch(hint);
    expect(world.aws.count('GetAuthorizationToken')).toBe(1);
  });

  it('missing permission: names the policy and the principal', async () => {
    world.aws.principals.add({ ...key, denied: ['ecr:GetAuthorizationToken'] });
    const error = await world.failure(requestFor(staticKeys()));
    expect(error.message).toContain(
      'AccessDeniedException: User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:GetAuthorizationToken',
    );
    expect(error.hint).toBe(
      'allow ecr:GetAuthorizationToken: aws iam attach-user-policy --user-name ci --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    );
    expect(world.aws.count('GetAuthorizationToken')).toBe(1);
  });
});

describe('a faulty AWS', () => {
  it.each<[string, AwsFaultKind, RegExp, number]>([
    ['throttles', 'throttle', /ThrottlingException: Rate exceeded/, 3],
    ['fails', 'server-error', /ServerException: Internal failure/, 3],
    ['cuts connections', 'reset', /connection closed before the answer was complete/, 3],
    ['answers with HTML', 'garbage', /the answer is not in the format of AWS/, 1],
    ['answers with nothing', 'empty', /the answer of ECR contains no token/, 1],
    ['answers without end', 'flood', /answer is larger than the limit \(1048576 bytes\) \(credentials/, 1],
  ])('%s: is asked at most three times and told in one line', async (_case, kind, words, hits) => {
    world.aws.faults.add({ kind });
    const error = await world.failure(requestFor(staticKeys()));
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('\n');
    expect(world.aws.count('GetAuthorizationToken')).toBe(hits);
  });

  it('that throttles twice and then answers costs nothing but time', async () => {
    world.aws.faults.add({ kind: 'throttle', times: 2 });
    const token = await world.exchange(requestFor(staticKeys()));
    expect(world.aws.isValidToken(token.password.reveal())).toBe(true);
    expect(world.aws.count('GetAuthorizationToken')).toBe(3);
  });

  it.each<[string, AwsFaultKind]>([
    ['stays silent', 'stall'],
    ['drips', 'drip'],
  ])('%s: the time limit ends it', async (_case, kind) => {
    world.aws.faults.add({ kind });
    const startedAt = performance.now();
    const error = await world.failure(requestFor(staticKeys()), { timeoutMs: 400 });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(error.message).toContain('no complete answer within the time limit');
    expect(error.hint).toContain(`ts-reg doctor ${registry}`);
  });

  it('that takes longer than 8 s for one request is waited for while the time limit allows it', async () => {
    world.aws.faults.add({ kind: 'slow', delayMs: 8_600, times: 1 });
    const token = await world.exchange(requestFor(staticKeys()), { timeoutMs: 60_000 });
    expect(world.aws.isValidToken(token.password.reveal())).toBe(true);
    expect(world.aws.count('GetAuthorizationToken')).toBe(1);
  }, 30_000);

  it.each([
    ['before it begins', 0],
    ['while it waits', 200],
  ])('silent, is given up when the call that it serves is out of time %s', async (_case, milliseconds) => {
    world.aws.faults.add({ kind: 'stall' });
    const call = new AbortController();
    if (milliseconds === 0) call.abort();
    else
      setTimeout(() => {
        call.abort();
      }, milliseconds);
    const startedAt = performance.now();
    const error = await world.failure(requestFor(staticKeys()), { timeoutMs: 60_000, signal: call.signal });
    expect(error.message).toContain('no complete answer within the time limit');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('that is not there is told apart from one that refuses', async () => {
    await world.aws.close();
    const error = await world.failure(requestFor(staticKeys()));
    expect(error.message).toBe(
      `${messagePrefix}${new URL(world.aws.url).host}: connection refused (credentials: static keys)`,
    );
  });
});

describe('clocks that differ', () => {
  it.each([[-5], [5]])('by %i hours: the SDK signs again with AWS’s time', async (hours) => {
    world.aws.clockOffsetMs = hours * 3_600_000;
    const token = await world.exchange(requestFor(staticKeys()));
    expect(token.expiresAt).toBeGreaterThan(Date.now() + (Math.min(hours, 0) + 11) * 3_600_000);
    expect(world.aws.count('GetAuthorizationToken')).toBe(2);
  });

  it('hands out a token that our clock already calls expired', async () => {
    const ahead = Date.now() + 13 * 3_600_000;
    const token = await world.exchange(requestFor(staticKeys()), { clock: () => ahead });
    expect(token.issuedAt).toBe(ahead);
    expect(token.expiresAt).toBeLessThan(ahead);
    expect(world.aws.isValidToken(token.password.reveal())).toBe(true);
  });
});

describe('errors of an exchange', () => {
  it('carry no secret and nothing of the SDK, however they are printed', async () => {
    const canary = 'canary+Secret/0123456789abcdefghijklmnop';
    const error = await world.failure(
      requestFor({ kind: 'keys', accessKeyId: key.accessKeyId, secretAccessKey: new Secret(canary) }),
    );
    const shown = [
      inspect(error, { depth: 10, showHidden: true }),
      JSON.stringify(error),
      String(error),
      error.stack,
    ].join('\n');
    expect(shown).not.toContain(canary);
    expect(shown).not.toMatch(/AWS4-HMAC|Signature=|\$response|\$metadata/);
    expect(error.cause).toBeUndefined();
  });
});
