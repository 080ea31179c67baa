/** What a command did: lines for people, or one JSON value. */
import { expect, it } from 'vitest';
import { printResult } from '../../../src/cli/output/result.js';
import { Output } from '../../../src/cli/output/output.js';
import { textWorld } from '../../support/cli-run.js';

it.each([
  [false, { stdout: '', stderr: 'wrote x\nready\n' }],
  [true, { stdout: '{\n    "path": "x"\n}\n', stderr: '' }],
])('with --json %s', (json, expected) => {
  const { world, texts } = textWorld();
  printResult(new Output(world, { json, debug: false }), { path: 'x' }, ['wrote x', 'ready']);
  expect(texts()).toEqual(expected);
});
