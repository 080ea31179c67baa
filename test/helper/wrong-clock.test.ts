/**
 * A machine whose clock is half a day off: no one is locked out, and no token is handed out that AWS takes for expired.
 */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoopbackAws } from '../support/loopback-aws.js';
import { type HelperHome, hour, passwordOf, type ServedHome, startServedHome } from './helper-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const movedClock = join(import.meta.dirname, 'moved-clock.cjs');
let served: ServedHome;
let aws: LoopbackAws;
let home: HelperHome;

beforeEach(async () => {
  served = await startServedHome(registry);
  ({ aws, home } = served);
});
afterEach(() => served.close());

/** A `get` by a process whose clock is this far ahead of AWS's. */
async function getWithClock(offset: number): Promise<string> {
  // The one is for Node, the other for the executable.
  const preloaded = { NODE_OPTIONS: `--require=${movedClock}`, BUN_OPTIONS: `--preload=${movedClock}` };
  return passwordOf(await home.ask('get', registry, { ...preloaded, TEST_CLOCK_OFFSET_MS: String(offset) }));
}

describe.each([
  ['13 hours ahead', 13 * hour],
  ['13 hours behind', -13 * hour],
])('a clock that is %s', (_, offset) => {
  it('does not stop AWS from giving a valid token, call after call', async () => {
    for (const turn of [1, 2]) expect(aws.isValidToken(await getWithClock(offset)), `get number ${turn}`).toBe(true);
  });

  it('does not trust a token that was kept while the clock was right: a new one is fetched', async () => {
    await home.keepToken(registry, aws.url, 11 * hour);
    expect(aws.isValidToken(await getWithClock(offset))).toBe(true);
    expect(aws.count('GetAuthorizationToken')).toBeGreaterThan(0);
  });

  it('leaves nothing behind that is handed out wrongly once the clock is right again', async () => {
    await getWithClock(offset);
    expect(aws.isValidToken(passwordOf(await home.ask('get', registry)))).toBe(true);
  });
});
