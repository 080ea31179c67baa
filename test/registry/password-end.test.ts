import { expect, it } from 'vitest';
import { isEndingSoon } from '../../src/registry/password-end.js';

const day = 86_400_000;

it('is soon from 14 days before the end on', () => {
  expect([15, 14.001, 14, 1, 0, -1].map((days) => isEndingSoon(days * day, 0))).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
});
