/** Somebody at a terminal who answers each question once it stands on the screen. */
import { PassThrough } from 'node:stream';
import type { World } from '../../src/cli/process/world.js';
import { type CliOptions, textWorld } from './cli-run.js';

/** A part of the question, and the keys that answer it. */
export type Answer = readonly [question: string, keys: string];

export const enter = '\r';
export const down = '\u001b[B';
export const ctrlC = '\u0003';

export interface Person {
  readonly world: World;
  /** All that stood on the screen, with its escape sequences. */
  readonly screen: () => string;
  readonly stdout: () => string;
}

/** The keys of an answer come one by one, as from a keyboard. */
export function personAnswering(answers: readonly Answer[], options: CliOptions = {}): Person {
  const { world, texts } = textWorld({ terminal: 80, ...options });
  const stdin = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  // A prompt that is over ends its output, which the stderr of a process ignores.
  Object.assign(world.stderr, { end: () => world.stderr });
  const left = [...answers];
  let read = 0;
  world.stderr.on('data', () => {
    const [next] = left;
    if (next === undefined || !texts().stderr.slice(read).includes(next[0])) return;
    left.shift();
    read = texts().stderr.length;
    void type(stdin, next[1]);
  });
  return { world: { ...world, stdin }, screen: () => texts().stderr, stdout: () => texts().stdout };
}

async function type(stdin: PassThrough, keys: string): Promise<void> {
  // eslint-disable-next-line no-control-regex -- an arrow key is an escape sequence
  for (const key of keys.match(/\u001b\[.|[^]/g) ?? []) {
    // The question is on the screen a moment before it takes keys.
    await new Promise((resolve) => setTimeout(resolve, 5));
    stdin.write(key);
  }
}
