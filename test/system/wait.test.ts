import { expect, it } from 'vitest';
import { pause, waitFor } from '../../src/system/wait.js';

async function took(work: Promise<void>): Promise<number> {
  const begun = performance.now();
  await work;
  return performance.now() - begun;
}

it('ends with the signal, before or meanwhile', async () => {
  const stop = new AbortController();
  setTimeout(() => {
    stop.abort();
  }, 20);
  expect(await took(pause(60_000, stop.signal))).toBeLessThan(10_000);
  expect(await took(pause(60_000, stop.signal))).toBeLessThan(1_000);
  expect(await took(waitFor(60_000, { clock: () => Date.now(), signal: stop.signal }))).toBeLessThan(1_000);
});

it('ends when the clock says so, as after a sleep of the machine, and when it was set back', async () => {
  const { signal } = new AbortController();
  let looks = 0;
  const ahead = (): number => (looks++ === 0 ? 0 : 3_600_000);
  expect(await took(waitFor(60_000, { clock: ahead, signal }))).toBeLessThan(1_000);
  let looked = 0;
  const back = (): number => (looked++ === 0 ? 3_600_000 : 0);
  expect(await took(waitFor(50, { clock: back, signal }))).toBeLessThan(10_000);
});
