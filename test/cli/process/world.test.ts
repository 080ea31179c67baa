/** When people can be asked. */
import { expect, it } from 'vitest';
import { isInteractive } from '../../../src/cli/process/world.js';
import { textWorld } from '../../support/cli-run.js';

it('is when stdin and stderr are terminals, wherever stdout goes', () => {
  const { world } = textWorld({ terminal: 80 });
  expect(isInteractive(world)).toBe(true);
  expect(isInteractive({ ...world, stdout: textWorld().world.stdout })).toBe(true);
  expect(isInteractive({ ...world, stdin: textWorld().world.stdin })).toBe(false);
  expect(isInteractive({ ...world, stderr: textWorld().world.stderr })).toBe(false);
});
