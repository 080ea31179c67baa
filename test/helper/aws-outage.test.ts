/**
 * AWS refuses, throttles, hangs or is cut off: a token that is valid keeps serving, an expired one never, and the
 * reason is told.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsFaultKind } from '../support/loopback-aws-faults.js';
import type { LoopbackAws } from '../support/loopback-aws.js';
import { type HelperHome, hour, keptPassword, passwordOf, type ServedHome, startServedHome } from './helper-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const notFound = 'credentials not found in native keychain';
/** What AWS does, and what the helper says of it when there is nothing valid to hand out. */
const outages: readonly (readonly [AwsFaultKind, RegExp])[] = [
  ['server-error', /: ServerException: Internal failure /],
  ['throttle', /: ThrottlingException: Rate exceeded /],
  ['stall', /: no complete answer within the time limit /],
  ['drip', /: no complete answer within the time limit /],
  ['reset', /: connection closed before the answer was complete /],
  ['garbage', /./],
  ['access-denied', /AccessDenied.*ecr:GetAuthorizationToken/],
];
let served: ServedHome;
let aws: LoopbackAws;
let home: HelperHome;

beforeEach(async () => {
  served = await startServedHome(registry);
  ({ aws, home } = served);
});
afterEach(() => served.close());

/**
 * Only where AWS never answers does the bound matter; elsewhere a slow machine must not turn its reason into a timeout.
 */
function fail(kind: AwsFaultKind): void {
  aws.faults.add({ kind });
  if (kind === 'stall' || kind === 'drip') home.configure('timeout: 2\n');
}

describe.each(outages)('while AWS answers with %s', (kind, reason) => {
  it('hands out the token that is past half of its life, with nothing on stderr', async () => {
    await home.keepToken(registry, aws.url, 3 * hour);
    fail(kind);
    const answer = await home.ask('get', registry);
    expect(passwordOf(answer)).toBe(keptPassword);
    expect(answer.stderr).toBe('');
    expect(aws.count('GetAuthorizationToken')).toBeGreaterThan(0);
  });

  it("fails with AWS's reason when the token has expired: exit 1, one line, never not-found, never the old token", async () => {
    await home.keepToken(registry, aws.url, -1_000);
    fail(kind);
    const { exitCode, stdout, stderr } = await home.ask('get', registry);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `docker-credential-ts-reg: ${stdout}` });
    expect(stdout).toMatch(
      /^cannot refresh credentials for supplied registry, with supplied credentials - exception: [^\n]+\n$/,
    );
    expect(stdout).toMatch(reason);
    expect(stdout).toContain(registry);
    expect(stdout).not.toContain(notFound);
    expect(stdout).not.toContain(keptPassword);
  });
});

it('asks no AWS at all for a token in the first half of its life', async () => {
  await home.keepToken(registry, aws.url, 11 * hour);
  fail('server-error');
  expect(passwordOf(await home.ask('get', registry))).toBe(keptPassword);
  expect(aws.calls).toEqual([]);
});

it('renews a token that expired as soon as AWS is back', async () => {
  await home.keepToken(registry, aws.url, -1_000);
  fail('server-error');
  expect((await home.ask('get', registry)).exitCode).toBe(1);
  aws.faults.clear();
  expect(aws.isValidToken(passwordOf(await home.ask('get', registry)))).toBe(true);
});
