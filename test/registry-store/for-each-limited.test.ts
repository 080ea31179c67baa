/** Work side by side, with a bound. */
import { expect, it } from 'vitest';
import { forEachLimited } from '../../src/registry-store/for-each-limited.js';

it('does every item once, in order of start, and never more at once than allowed', async () => {
  const started: number[] = [];
  let [atOnce, most] = [0, 0];
  await forEachLimited([10, 20, 30, 40, 50], 2, async (item, index) => {
    started.push(item);
    expect(item).toBe((index + 1) * 10);
    most = Math.max(most, (atOnce += 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    atOnce -= 1;
  });
  expect(started).toEqual([10, 20, 30, 40, 50]);
  expect(most).toBe(2);
});

it('has nothing to do with an empty list, and tells of a failure', async () => {
  await forEachLimited([], 3, () => Promise.reject(new Error('never')));
  await expect(forEachLimited([1], 3, () => Promise.reject(new Error('told')))).rejects.toThrow('told');
});
