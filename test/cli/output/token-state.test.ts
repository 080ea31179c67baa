/** Tokens in words. */
import { expect, it } from 'vitest';
import { durationText, tokenStateText } from '../../../src/cli/output/token-state.js';

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

it('tells valid, expired and none apart', () => {
  expect(tokenStateText({ state: 'fresh', expiresAt: 3_600_000 }, 0)).toBe('valid 1h 0m');
  expect(tokenStateText({ state: 'usable', expiresAt: 3_600_000 }, 0)).toBe('valid 1h 0m');
  expect(tokenStateText({ state: 'expired', expiresAt: 1 }, 2)).toBe('expired');
  expect(tokenStateText({ state: 'login', expiresAt: 3_600_000 }, 0)).toBe('login, ends in 1h 0m');
  expect(tokenStateText({ state: 'none', expiresAt: undefined }, 0)).toBe('none');
});
