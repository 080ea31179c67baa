/** One deadline over all that one answer to a client does. */
import { expect, it } from 'vitest';
import { CallDeadline } from '../../src/system/call-deadline.js';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function limited(milliseconds: number): CallDeadline {
  const deadline = new CallDeadline();
  deadline.limitTo(milliseconds);
  return deadline;
}

it('lets work that ends in time end as it does', async () => {
  const deadline = limited(5_000);
  expect(await deadline.bound(() => Promise.resolve('done'))).toBe('done');
  await expect(deadline.bound(() => Promise.reject(new RangeError('bug')))).rejects.toThrow(RangeError);
  expect(deadline.signal.aborted).toBe(false);
});

it('ends nothing without a limit', async () => {
  const deadline = new CallDeadline();
  expect(await deadline.bound(() => pause(50).then(() => 'done'))).toBe('done');
});

it('lets work that heeds the signal say by itself what was missing', async () => {
  const deadline = limited(50);
  const work = (): Promise<string> =>
    new Promise((resolve) => {
      deadline.signal.addEventListener('abort', () => {
        resolve('the token that was kept');
      });
    });
  expect(await deadline.bound(work)).toBe('the token that was kept');
});

it('gives up work that does not heed it', async () => {
  const startedAt = performance.now();
  await expect(limited(50).bound(() => new Promise(() => undefined))).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'no answer within 1 s',
  });
  expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it('bounds several pieces of work together', async () => {
  const deadline = limited(150);
  await deadline.bound(() => pause(100));
  let aborted = false;
  deadline.signal.addEventListener('abort', () => (aborted = true));
  await deadline.bound(() => pause(100));
  expect(aborted).toBe(true);
});

it('does not count the time in which a person is asked', async () => {
  const deadline = limited(300);
  const answer = await deadline.bound(async () => {
    const passphrase = await deadline.aside(() => pause(1_500).then(() => 'passphrase'));
    await pause(20);
    return passphrase;
  });
  expect(answer).toBe('passphrase');
  expect(deadline.signal.aborted).toBe(false);
});
