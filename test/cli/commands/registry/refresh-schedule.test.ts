/** When --watch looks again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRound, pause } from '../../../../src/cli/commands/registry/refresh-schedule.js';
import type { RefreshOutcome } from '../../../../src/registry-store/refresh.js';

const minute = 60_000;
const renewed = (left: number): RefreshOutcome => ({
  registry: 'r',
  outcome: 'renewed',
  error: undefined,
  expiresAt: 1_000_000 + left,
});
const failed: RefreshOutcome = { registry: 'r', outcome: 'failed', error: undefined, expiresAt: undefined };

describe('the next round', () => {
  it.each<[string, RefreshOutcome[] | undefined, number]>([
    ['is in an hour when there is nothing to do', [], 60 * minute],
    ['is in an hour while tokens are young', [renewed(720 * minute)], 60 * minute],
    ['is at a third of what the first one has left', [renewed(720 * minute), renewed(90 * minute)], 30 * minute],
    ['is in five minutes after a failure', [renewed(720 * minute), failed], 5 * minute],
    ['is in five minutes after a round that failed as a whole', undefined, 5 * minute],
    ['is told for any number of registries', Array.from({ length: 300_000 }, () => renewed(90 * minute)), 30 * minute],
    ['is never sooner than in a minute', [renewed(0)], minute],
  ])('%s', (_, outcomes, wait) => {
    expect(nextRound(outcomes, 1_000_000, 0)).toBe(wait);
  });

  it('comes up to a tenth earlier by chance, so that a fleet does not ask at once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
        const wait = nextRound([], 0, random);
        expect(wait).toBeGreaterThanOrEqual(54 * minute);
        expect(wait).toBeLessThanOrEqual(60 * minute);
      }),
    );
  });
});

describe('a pause', () => {
  it('ends by itself, or at once when it is interrupted', async () => {
    await pause(1, new AbortController().signal);
    await pause(1_000_000, AbortSignal.abort());
    const stop = new AbortController();
    const waiting = pause(1_000_000, stop.signal);
    stop.abort();
    await waiting;
  });
});
