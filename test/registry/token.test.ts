import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenFreshness } from '../../src/registry/token.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** A second before clocks went forward in Europe: freshness knows no time zones. */
const issuedAt = Date.UTC(2026, 2, 29, 0, 59, 59);
const ecrToken = { issuedAt, expiresAt: issuedAt + 12 * hour };

describe('an ECR token of 12 hours is', () => {
  it.each([
    ['expired', 'a day before it was issued (the clock was wrong)', -day],
    ['expired', '6 minutes before', -6 * minute],
    ['expired', '5 minutes and a millisecond before', -5 * minute - 1],
    ['fresh', '5 minutes before (clocks differ a little)', -5 * minute],
    ['fresh', '4 minutes before', -4 * minute],
    ['fresh', 'when it is issued', 0],
    ['fresh', 'after 2 hours, over a change to summer time', 2 * hour],
    ['fresh', 'after 5 h 59 min', 6 * hour - minute],
    ['fresh', 'a millisecond before half of its life', 6 * hour - 1],
    ['usable', 'at half of its life', 6 * hour],
    ['usable', 'after 6 h 1 min', 6 * hour + minute],
    ['usable', 'after 11 h 29 min', 11 * hour + 29 * minute],
    ['usable', 'after 11 h 31 min', 11 * hour + 31 * minute],
    ['usable', 'a millisecond before its last minute', 12 * hour - minute - 1],
    ['expired', 'in its last minute', 12 * hour - minute],
    ['expired', 'at its end', 12 * hour],
    ['expired', 'after 12 h 1 min', 12 * hour + minute],
    ['expired', 'after 13 hours', 13 * hour],
    ['expired', 'ten years later', 3_652 * day],
  ])('%s %s', (freshness, _when, age) => {
    expect(tokenFreshness(ecrToken, issuedAt + age)).toBe(freshness);
  });
});

describe('a token is', () => {
  it.each([
    ['expired', 'that ends before it begins', { issuedAt, expiresAt: issuedAt - 1 }, issuedAt],
    ['expired', 'without any life', { issuedAt, expiresAt: issuedAt }, issuedAt],
    ['fresh', 'of 13 hours, the longest that we believe', { issuedAt, expiresAt: issuedAt + 13 * hour }, issuedAt],
    ['expired', 'of 13 hours and a millisecond', { issuedAt, expiresAt: issuedAt + 13 * hour + 1 }, issuedAt],
    ['expired', 'of ten years', { issuedAt, expiresAt: issuedAt + 3_652 * day }, issuedAt],
    ['expired', 'of a minute, from its first moment', { issuedAt, expiresAt: issuedAt + minute }, issuedAt],
    [
      'fresh',
      'of a minute and a millisecond, for that millisecond',
      { issuedAt, expiresAt: issuedAt + minute + 1 },
      issuedAt,
    ],
    ['fresh', 'of five minutes, after two', { issuedAt, expiresAt: issuedAt + 5 * minute }, issuedAt + 2 * minute],
    ['usable', 'of five minutes, after three', { issuedAt, expiresAt: issuedAt + 5 * minute }, issuedAt + 3 * minute],
    ['expired', 'of five minutes, after four', { issuedAt, expiresAt: issuedAt + 5 * minute }, issuedAt + 4 * minute],
    ['expired', 'whose issue is no number', { issuedAt: Number.NaN, expiresAt: issuedAt + hour }, issuedAt],
    ['expired', 'whose end is no number', { issuedAt, expiresAt: Number.NaN }, issuedAt],
    ['expired', 'without an end', { issuedAt, expiresAt: Number.POSITIVE_INFINITY }, issuedAt],
    ['expired', 'when the time is unknown', ecrToken, Number.NaN],
  ])('%s %s', (freshness, _which, token, now) => {
    expect(tokenFreshness(token, now)).toBe(freshness);
  });
});

const lives = fc.integer({ min: 1, max: 13 * hour });

it(
  'is never handed out in its last minute or later, whatever its life',
  () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: -minute, max: 100 * day }), (life, afterMargin) => {
        const token = { issuedAt, expiresAt: issuedAt + life };
        if (afterMargin >= 0) expect(tokenFreshness(token, token.expiresAt - minute + afterMargin)).toBe('expired');
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it(
  'only ages: fresh, then usable, then expired',
  () => {
    const order = ['fresh', 'usable', 'expired'];
    fc.assert(
      fc.property(lives, fc.nat(14 * hour), fc.nat(14 * hour), (life, one, other) => {
        const token = { issuedAt, expiresAt: issuedAt + life };
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)].map((age) =>
          order.indexOf(tokenFreshness(token, issuedAt + age)),
        );
        expect(earlier).toBeLessThanOrEqual(later ?? -1);
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it(
  'means the same at any time of the calendar',
  () => {
    fc.assert(
      fc.property(
        lives,
        fc.integer({ min: -hour, max: 14 * hour }),
        fc.integer({ min: 0, max: 4_102_444_800_000 }),
        (life, age, start) => {
          const here = tokenFreshness({ issuedAt, expiresAt: issuedAt + life }, issuedAt + age);
          expect(tokenFreshness({ issuedAt: start, expiresAt: start + life }, start + age)).toBe(here);
        },
      ),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
