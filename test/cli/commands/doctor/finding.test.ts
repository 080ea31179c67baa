/** What doctor says about one thing. */
import { expect, it } from 'vitest';
import { fine, problem, remark } from '../../../../src/cli/commands/doctor/finding.js';
import { hint } from '../../../../src/system/hint.js';

it('is fine, a remark or a problem, with the way out where there is one', () => {
  expect(fine('store', 'all is well')).toEqual({
    level: 'ok',
    subject: 'store',
    message: 'all is well',
    fix: undefined,
  });
  expect(remark('network', 'a proxy')).toEqual({
    level: 'remark',
    subject: 'network',
    message: 'a proxy',
    fix: undefined,
  });
  expect(remark('docker', 'not set up', hint`ts-reg configure-docker`)).toMatchObject({
    level: 'remark',
    fix: 'ts-reg configure-docker',
  });
  expect(problem('clock', 'is wrong', hint`set it`)).toEqual({
    level: 'problem',
    subject: 'clock',
    message: 'is wrong',
    fix: 'set it',
  });
});
