/** Members of a record's header. */
import { expect, it } from 'vitest';
import { isCount, isNames, isTime, parseLocation } from '../../src/storage/record-members.js';

it('are what they say, or the record is damaged', () => {
  expect([undefined, [], ['a', 'b'], 'a', [1], null, {}].map(isNames)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([0, -1, 8.64e15, 8.65e15, 0.5, '1'].map(isTime)).toEqual([true, true, true, false, false, false]);
  expect([0, 1, 2 ** 53, 1.5].map(isCount)).toEqual([false, true, false, false]);
  expect([{}, { region: 'a' }, { zone: 'a' }, { region: 1 }, [], null].map(parseLocation)).toEqual([
    {},
    { region: 'a' },
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
