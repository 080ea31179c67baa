/** Times as people read them. */
import { expect, it } from 'vitest';
import { clockText, durationText } from '../../../src/cli/output/time-text.js';

it.each([
  [0, '<1m'],
  [59_999, '<1m'],
  [60_000, '1m'],
  [3_599_999, '59m'],
  [3_600_000, '1h 0m'],
  [41_520_000, '11h 32m'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

it('tells the local time, with the day where it is not today', () => {
  const now = new Date(2026, 0, 2, 9, 5).getTime();
  expect(clockText(new Date(2026, 0, 2, 21, 5).getTime(), now)).toBe('21:05');
  expect(clockText(new Date(2026, 0, 3, 0, 0).getTime(), now)).toBe('2026-01-03 00:00');
  expect(clockText(new Date(2026, 10, 12, 7, 30).getTime(), now)).toBe('2026-11-12 07:30');
});
