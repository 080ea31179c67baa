/** Times in output. */
import { expect, it } from 'vitest';
import { isoSeconds } from '../../src/system/iso-time.js';

it.each([
  [0, '1970-01-01T00:00:00Z'],
  [Date.UTC(2026, 0, 2, 3, 4, 5, 999), '2026-01-02T03:04:05Z'],
  [Date.UTC(2028, 1, 29, 23, 59, 59), '2028-02-29T23:59:59Z'],
])('%s is %s: UTC, whole seconds, not rounded up', (time, text) => {
  expect(isoSeconds(time)).toBe(text);
});
