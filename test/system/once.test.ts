/** What is made once. */
import { expect, it } from 'vitest';
import { once } from '../../src/system/once.js';

it('makes a value at the first call, undefined too, and never again', () => {
  let calls = 0;
  const value = once((): number | undefined => {
    calls += 1;
    return undefined;
  });
  expect(calls).toBe(0);
  expect([value(), value()]).toEqual([undefined, undefined]);
  expect(calls).toBe(1);
});

it('gives everybody the same promise', () => {
  const value = once(() => Promise.resolve({}));
  expect(value()).toBe(value());
});

it('tries again after an exception', () => {
  let calls = 0;
  const value = once(() => {
    calls += 1;
    if (calls === 1) throw new Error('first');
    return calls;
  });
  expect(() => value()).toThrow('first');
  expect(value()).toBe(2);
});
