/** Ctrl-C at a question. */
import { expect, it } from 'vitest';
import { InterruptedError } from '../../../src/cli/input/interrupted.js';

it('says that nothing was changed', () => {
  expect(new InterruptedError().message).toBe('interrupted, nothing was changed');
});
