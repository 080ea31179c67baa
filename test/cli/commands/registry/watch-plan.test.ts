/** When `refresh --watch` renews again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRoundAt } from '../../../../src/cli/commands/registry/watch-plan.js';
import type { RefreshOutcome } from '../../../../src/registry-store/refresh.js';

const minute = 60_000;
const now = 1_000_000_000;
const renewed = (life: number, age = 0): RefreshOutcome => ({
  registry: 'r',
  outcome: 'renewed',
  error: undefined,
  expiresAt: now - age + life,
  token: { issuedAt: now - age, expiresAt: now - age + life },
});
const failed = (left?: number): RefreshOutcome => ({
  registry: 'r',
  outcome: 'failed',
  error: undefined,
  expiresAt: undefined,
  token: left === undefined ? undefined : { issuedAt: now - left, expiresAt: now + left },
});

function waitFor(
  outcomes: readonly RefreshOutcome[] | undefined,
  { failures = 1, isOutputMissing = false, random = 0 } = {},
): number {
  return nextRoundAt({ outcomes, failures: () => failures, isOutputMissing }, now, random) - now;
}

describe('the next round', () => {
  it.each<[string, number, number]>([
    ['is at half of the first token', waitFor([renewed(720 * minute), renewed(60 * minute)]), 30 * minute],
    ['is at half of a token of 15 minutes', waitFor([renewed(15 * minute)]), 7.5 * minute],
    ['counts from when a token was issued', waitFor([renewed(720 * minute, 300 * minute)]), 60 * minute],
    ['never comes while there is no token', waitFor([]), Infinity],
    ['is 15 s after a first failure', waitFor([renewed(720 * minute), failed()]), 15_000],
    ['is later after each failure', waitFor([failed()], { failures: 3 }), minute],
    ['is never later than in 5 minutes after a failure', waitFor([failed()], { failures: 1_000 }), 5 * minute],
    ['is sooner while a token is about to end', waitFor([failed(2 * minute)], { failures: 9 }), 15_000],
    ['is 15 s after a round that failed as a whole', waitFor(undefined), 15_000],
    ['is soon when an output could not be written', waitFor([], { failures: 0, isOutputMissing: true }), 15_000],
    [
      'is told for 300,000 registries',
      waitFor(Array.from({ length: 300_000 }, () => renewed(90 * minute))),
      45 * minute,
    ],
    ['is never sooner than in a second', waitFor([renewed(720 * minute, 700 * minute)]), 1_000],
  ])('%s', (_, wait, expected) => {
    expect(wait).toBe(expected);
  });

  it('comes up to a twentieth of a life later by chance, so that a fleet does not ask at once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
        const wait = waitFor([renewed(720 * minute)], { random });
        expect(wait).toBeGreaterThanOrEqual(360 * minute);
        expect(wait).toBeLessThanOrEqual(396 * minute + 1);
      }),
    );
  });
});
