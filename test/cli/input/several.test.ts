import { expect, it } from 'vitest';
import { several } from '../../../src/cli/input/several.js';

it('adds a value behind those before it', () => {
  expect(several('b', several('a'))).toEqual(['a', 'b']);
});
