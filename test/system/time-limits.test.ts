/** Limits that follow from `timeout`, and how they go together. */
import { expect, it } from 'vitest';
import { callLimit, lockHoldLimit, lockWaitLimit, timeLimits } from '../../src/system/time-limits.js';

it.each([timeLimits.shortestTimeout, timeLimits.timeout, 60_000, timeLimits.longestTimeout])(
  'with a timeout of %i ms a lock is waited for longer than it may be held, and it may be held for one exchange',
  (timeout) => {
    expect(lockHoldLimit(timeout)).toBeGreaterThan(timeout);
    expect(lockWaitLimit(timeout)).toBeGreaterThan(lockHoldLimit(timeout));
    expect(callLimit(timeout)).toBeGreaterThanOrEqual(timeLimits.databaseAnswer + timeout);
    expect(callLimit(timeout)).toBeGreaterThanOrEqual(lockWaitLimit(timeout));
  },
);
