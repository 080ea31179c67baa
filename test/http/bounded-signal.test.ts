/** A bound in time holds, whatever the garbage collector does. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { boundedSignal } from '../../src/http/bounded-signal.js';

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(signal.reason);
    });
  });
}

it('aborts when the time is up, though nothing but the listener holds it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const outer = new AbortController();
  const reason = aborted(boundedSignal(outer.signal, 100));
  const collecting = setInterval(collect, 10);
  expect(await reason).toMatchObject({ name: 'TimeoutError' });
  clearInterval(collecting);
  expect(outer.signal.aborted).toBe(false);
});

it('aborts with the other signal, for its reason', async () => {
  const outer = new AbortController();
  const reason = aborted(boundedSignal(outer.signal, 60_000));
  outer.abort(new Error('Ctrl-C'));
  expect(await reason).toEqual(new Error('Ctrl-C'));
  expect(boundedSignal(outer.signal, 60_000).reason).toEqual(new Error('Ctrl-C'));
});

it('needs no other signal', async () => {
  expect(await aborted(boundedSignal(undefined, 1))).toMatchObject({ name: 'TimeoutError' });
});

it('warns of nothing when many requests hang on one signal', async () => {
  const warnings: unknown[] = [];
  const listen = (warning: unknown): void => {
    warnings.push(warning);
  };
  process.on('warning', listen);
  const outer = new AbortController();
  for (let n = 0; n < 50; n += 1) boundedSignal(outer.signal, 60_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('warning', listen);
  outer.abort();
  expect(warnings).toEqual([]);
});
