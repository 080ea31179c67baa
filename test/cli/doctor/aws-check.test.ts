/** What doctor says of the role of this machine. */
import { describe, expect, it } from 'vitest';
import { checkAws, roleFinding } from '../../../src/cli/doctor/aws-check.js';
import { loadSettings } from '../../../src/config/load-settings.js';

describe('the role', () => {
  it('is shown with its profile', () => {
    expect(roleFinding({ kind: 'role', roleName: 'puller', instanceProfileArn: 'arn:x', status: 'Success' }, {})).toMatchObject({ level: 'ok', message: 'instance role puller (arn:x, Success)' });
  });

  it('is no matter off EC2 when the environment names another source', () => {
    const absent = { kind: 'absent', reason: 'refused' } as const;
    expect(roleFinding(absent, { AWS_PROFILE: 'dev' })).toMatchObject({ level: 'remark', fix: undefined });
    expect(roleFinding(absent, {})).toMatchObject({ level: 'remark', fix: expect.stringContaining('aws configure') as string });
  });
});

it('says nothing where no record is of ECR', async () => {
  const settings = await loadSettings({ environment: { TS_REG_HOME: '/nonexistent' }, flags: {}, platform: 'linux', homeFolder: '' });
  expect(await checkAws([], { settings, environment: {}, certificateAuthorities: [], clock: () => 0 })).toEqual([]);
});
