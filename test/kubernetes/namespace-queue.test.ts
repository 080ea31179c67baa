import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { NamespaceQueue } from '../../src/kubernetes/namespace-queue.js';

const never = (): undefined => undefined;

it('does a few at once, each name once at a time, and a new one first', async () => {
  const order: string[] = [];
  const running = new Set<string>();
  let most = 0;
  const queue = new NamespaceQueue(
    async (name) => {
      expect(running.has(name)).toBe(false);
      running.add(name);
      most = Math.max(most, running.size);
      order.push(name);
      await sleep(5);
      running.delete(name);
      return true;
    },
    { atOnce: 2, retryAfter: never },
  );
  queue.put(['a', 'b', 'c', 'd']);
  queue.putFirst('new');
  queue.put(['a']);
  await queue.idle();
  expect(order.slice(0, 3)).toEqual(['a', 'b', 'new']);
  expect(order.filter((name) => name === 'a')).toHaveLength(2);
  expect(most).toBe(2);
});

it('tries a failed one again, later each time, until it succeeds or is dropped', async () => {
  const asked: number[] = [];
  const times: number[] = [];
  const queue = new NamespaceQueue(
    () => {
      times.push(performance.now());
      return Promise.resolve(times.length === 3);
    },
    {
      atOnce: 1,
      retryAfter: (failures) => {
        asked.push(failures);
        return failures * 20;
      },
    },
  );
  queue.put(['a']);
  await queue.idle();
  await sleep(200);
  expect([times.length, asked]).toEqual([3, [1, 2]]);
  const dropped = new NamespaceQueue(() => Promise.resolve(false), { atOnce: 1, retryAfter: () => 10 });
  dropped.put(['a']);
  await dropped.idle();
  dropped.drop('a');
  await sleep(50);
  dropped.stop();
});

it('passes on what nobody foresaw, and begins nothing once it is stopped', async () => {
  const broken = new NamespaceQueue(() => Promise.reject(new Error('unforeseen')), { atOnce: 1, retryAfter: never });
  broken.put(['a']);
  await expect(broken.idle()).rejects.toThrow('unforeseen');
  let count = 0;
  const stopped = new NamespaceQueue(
    async () => {
      count += 1;
      await sleep(10);
      return false;
    },
    { atOnce: 1, retryAfter: () => 1 },
  );
  stopped.put(['a', 'b']);
  stopped.stop();
  await stopped.idle();
  expect(count).toBe(1);
});

it('does not try again what went away while it ran, and begins anew when it is back', async () => {
  let tries = 0;
  const queue = new NamespaceQueue(
    async (name) => {
      tries += 1;
      if (tries === 1) queue.drop(name);
      await sleep(5);
      return tries > 1;
    },
    { atOnce: 1, retryAfter: () => 5 },
  );
  queue.put(['a']);
  await queue.idle();
  await sleep(60);
  expect(tries).toBe(1);
  queue.putFirst('a');
  await queue.idle();
  expect(tries).toBe(2);
  queue.stop();
});
