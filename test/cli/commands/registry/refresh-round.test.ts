/** What a round says of outputs; the rest is tested with `registry refresh`. */
import { expect, it } from 'vitest';
import { outputProblems } from '../../../../src/cli/commands/registry/refresh-round.js';
import { TsRegError } from '../../../../src/errors.js';

it('names the file in each problem, once', () => {
  const problems = [new TsRegError('refused', 'r has no valid token'), new TsRegError('io', '/f is not a file')];
  const found = outputProblems([{ file: '/f', isWritten: false, expiresAt: undefined, problems }]);
  expect(found.map(({ kind, message }) => [kind, message])).toEqual([
    ['refused', '/f: r has no valid token'],
    ['io', '/f is not a file'],
  ]);
});
