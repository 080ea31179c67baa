/** What doctor says of the role of this machine: a problem only where a registry goes without. */
import { describe, expect, it } from 'vitest';
import { roleFinding } from '../../../../src/cli/commands/doctor/role-check.js';

const nobody = { environment: {}, failing: [] };
const somebody = { environment: {}, failing: ['r.example.com'] };
const role = { kind: 'role', roleName: 'puller', instanceProfileArn: 'arn:x', status: 'Success' } as const;
const absent = { kind: 'absent', reason: 'connection refused' } as const;

describe('the role', () => {
  it('is shown with its profile', () => {
    expect(roleFinding(role, nobody)).toEqual({
      level: 'ok',
      subject: 'aws',
      message: 'instance role puller (arn:x, Success)',
      fix: undefined,
    });
  });

  it('without its profile is no problem, even where a registry fails', () => {
    const metadata = { ...role, instanceProfileArn: undefined, status: 'iam/info is unusable: HTTP 500' };
    for (const need of [nobody, somebody]) {
      expect(roleFinding(metadata, need)).toMatchObject({
        level: 'ok',
        message: 'instance role puller (iam/info is unusable: HTTP 500)',
      });
    }
  });

  it('that EC2 cannot assume comes with its trust policy', () => {
    const finding = {
      message: 'instance role puller (arn:x, AssumeRoleUnauthorizedAccess)',
      fix: 'its trust policy must name ec2.amazonaws.com: aws iam get-role --role-name puller',
    };
    const metadata = { ...role, status: 'AssumeRoleUnauthorizedAccess' };
    expect(roleFinding(metadata, somebody)).toMatchObject({ level: 'problem', ...finding });
    expect(roleFinding(metadata, nobody)).toMatchObject({ level: 'remark', ...finding });
    // The answer comes over plain http, from whoever gave it.
    expect(roleFinding({ ...metadata, roleName: 'x; id' }, nobody).fix).toMatch(/--role-name ROLE$/);
  });

  it('that is not attached is a problem where a registry needs it, with the command that attaches it', () => {
    expect(roleFinding({ kind: 'no-role' }, somebody)).toMatchObject({
      level: 'problem',
      message: 'this instance has no role',
      fix: expect.stringMatching(
        /AmazonEC2ContainerRegistryReadOnly: aws ec2 associate-iam-instance-profile --instance-id/,
      ) as string,
    });
    expect(roleFinding({ kind: 'no-role' }, nobody)).toMatchObject({ level: 'remark', fix: undefined });
  });

  it('off EC2 is no matter unless a registry needs it; then its name is in the way out', () => {
    expect(roleFinding(absent, nobody)).toMatchObject({ level: 'remark', fix: undefined });
    expect(roleFinding(absent, somebody)).toMatchObject({
      level: 'problem',
      fix: 'aws configure, or store keys: ts-reg registry update r.example.com ACCESS_KEY_ID',
    });
  });

  it('off EC2 may come from what the environment names, which is said by the name alone', () => {
    const finding = roleFinding(absent, { environment: { AWS_ACCESS_KEY_ID: 'AKIACANARY' }, failing: [] });
    expect(finding.message).toContain('; AWS_ACCESS_KEY_ID names another source of credentials');
    expect(JSON.stringify(finding)).not.toContain('CANARY');
  });
});
