/** How a profile has its role assumed. */
import { expect, it } from 'vitest';
import { roleOf } from '../../src/ecr/role-parameters.js';

const arn = 'arn:aws:iam::123456789012:role/puller';

it('reads role, session name, external id and duration', () => {
  const settings = new Map([
    ['role_arn', arn],
    ['role_session_name', 'ci'],
    ['external_id', 'x-1'],
    ['duration_seconds', '3600'],
  ]);
  expect(roleOf('dev', settings)).toEqual({ roleArn: arn, sessionName: 'ci', externalId: 'x-1', seconds: 3_600 });
});

it('takes an empty setting for one that is not there', () => {
  const settings = new Map([
    ['role_arn', arn],
    ['external_id', ''],
  ]);
  expect(roleOf('dev', settings)).toEqual({
    roleArn: arn,
    sessionName: undefined,
    externalId: undefined,
    seconds: undefined,
  });
});

it.each([
  ['role_arn', 'puller'],
  ['role_arn', 'arn:aws:iam::123456789012:user/puller'],
  ['duration_seconds', 'soon'],
])('names the profile whose %s is %s', (key, value) => {
  const settings = new Map([
    ['role_arn', arn],
    [key, value],
  ]);
  expect(() => roleOf('dev', settings)).toThrow(`profile dev has ${key === 'role_arn' ? 'a role_arn' : key}`);
});
