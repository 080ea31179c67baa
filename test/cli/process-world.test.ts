/** The real process as a world. */
import { expect, it } from 'vitest';
import { processWorld } from '../../src/cli/process-world.js';

it('is made of the streams, the environment and the clock of the process', () => {
  const { signal } = new AbortController();
  const world = processWorld(process, signal);
  expect([world.stdout, world.stderr, world.environment, world.interrupted]).toEqual([process.stdout, process.stderr, process.env, signal]);
  expect(Math.abs(world.clock() - Date.now())).toBeLessThan(60_000);
});
