/** Dates of --expires. */
import { expect, it } from 'vitest';
import { parseExpiry } from '../../../src/cli/input/expiry-date.js';

const now = Date.UTC(2026, 0, 2, 12);

it.each([
  ['2026-12-31', Date.UTC(2026, 11, 31)],
  ['2028-02-29', Date.UTC(2028, 1, 29)],
  ['2026-12-31T10:30:00Z', Date.UTC(2026, 11, 31, 10, 30)],
  ['2026-12-31t10:30:00.987z', Date.UTC(2026, 11, 31, 10, 30)],
  ['2026-12-31 10:30+02:00', Date.UTC(2026, 11, 31, 8, 30)],
  ['never', 'never'],
])('%s', (text, expected) => {
  expect(parseExpiry(text, now)).toBe(expected);
});

it.each([
  '',
  'tomorrow',
  '2026-13-01',
  '2026-02-30',
  '2027-02-29',
  '31.12.2026',
  '2026-12-31T10:30',
  '1e9',
  '90d',
  '2026-1-2',
])('%j is refused with a date that works', (text) => {
  expect(() => parseExpiry(text, now)).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringMatching(/^invalid --expires '/) as string,
      hint: '--expires 2026-04-02',
    }),
  );
});

it.each(['2026-01-02', '2026-01-02T12:00:00Z', '1999-12-31'])('%s has passed', (text) => {
  expect(() => parseExpiry(text, now)).toThrow(`--expires ${text} has passed already`);
});
