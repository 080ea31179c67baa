import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/cli/input/duration.js';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['6h', 21_600_000],
    ['2d', 172_800_000],
    ['0s', 0],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text, '--min-life')).toBe(milliseconds);
  });

  it.each(['', '6', 'h', '6 h', '-6h', '1.5h', '6h30m', '6H', '9999999s', '6h\n'])('refuses %j', (text) => {
    expect(() => parseDuration(text, '--min-life')).toThrow(`invalid --min-life '${text}'`);
  });
});
