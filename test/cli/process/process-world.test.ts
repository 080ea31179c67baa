/** The real process as a world. */
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { processWorld } from '../../../src/cli/process/process-world.js';

it('is made of the streams, the environment and the clock of the process', () => {
  const { signal } = new AbortController();
  const world = processWorld(process, signal, 2);
  expect([world.stdout, world.stderr, world.interrupted]).toEqual([process.stdout, process.stderr, signal]);
  expect(world.environment).toEqual({ ...process.env });
  expect(Math.abs(world.clock() - Date.now())).toBeLessThan(60_000);
});

it('makes no stream that nobody looks at, and watches those that somebody does', () => {
  const made: string[] = [];
  const streams = new Map<string, EventEmitter>();
  const stream = (name: string): EventEmitter => {
    if (!streams.has(name)) made.push(name);
    streams.set(name, streams.get(name) ?? new EventEmitter());
    return streams.get(name) ?? new EventEmitter();
  };
  const process = {
    platform: 'linux',
    env: {},
    get stdin() {
      return stream('stdin');
    },
    get stdout() {
      return stream('stdout');
    },
    get stderr() {
      return stream('stderr');
    },
  } as unknown as NodeJS.Process;
  const world = processWorld(process, new AbortController().signal, 2);
  expect(made).toEqual([]);
  expect(world.stderr).toBe(world.stderr);
  expect([made, stream('stderr').listenerCount('error')]).toEqual([['stderr'], 1]);
  expect(world.stdout.emit('error', Object.assign(new Error(), { code: 'EPIPE' }))).toBe(true);
});
