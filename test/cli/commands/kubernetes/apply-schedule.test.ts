import { expect, it } from 'vitest';
import { nextLook, retryAfter } from '../../../../src/cli/commands/kubernetes/apply-schedule.js';

const minute = 60_000;

it.each([
  ['no token: within ten minutes', undefined, 0, 10 * minute],
  ['twelve hours: within ten minutes', 720 * minute, 0, 10 * minute],
  ['fifteen minutes: a third', 15 * minute, 0, 5 * minute],
  ['two minutes: a third', 2 * minute, 0, 40_000],
  ['at its end: not without pause', 0, 0, 10_000],
  ['a clock that was set forward: not without pause', -100 * minute, 0, 10_000],
  ['a clock that was set back: within ten minutes', 100_000 * minute, 0, 10 * minute],
  ['after a failure: soon', 720 * minute, 1, 10_000],
  ['after many failures: within ten minutes', 720 * minute, 1_000, 10 * minute],
])('%s', (_, left, failures, expected) => {
  const now = Date.UTC(2026, 0, 2);
  expect(nextLook({ expiresAt: left === undefined ? undefined : now + left, now, failures })).toBe(expected);
});

it('tries a namespace again after half a second, then less and less often', () => {
  expect([1, 2, 3, 8, 1_000].map(retryAfter)).toEqual([500, 1_000, 2_000, 60_000, 60_000]);
});
