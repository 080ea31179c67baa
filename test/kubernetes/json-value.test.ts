import { expect, it } from 'vitest';
import { listAt, textAt, valueAt } from '../../src/kubernetes/json-value.js';

it('finds what is there, and nothing else', () => {
  const value = { a: { b: 'text', c: [1] }, n: null };
  expect([valueAt(value, 'a', 'c'), textAt(value, 'a', 'b'), listAt(value, 'a', 'c')]).toEqual([[1], 'text', [1]]);
  for (const other of [undefined, null, 'a', 1, [], value])
    expect([valueAt(other, 'x', 'y'), textAt(other, 'n', 'b'), listAt(other, 'a', 'b')]).toEqual([undefined, '', []]);
  expect(valueAt(value, 'constructor')).toBeUndefined();
  expect(valueAt(value)).toBe(value);
});
