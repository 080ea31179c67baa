/** The gate before the role of the machine. */
import { describe, expect, it } from 'vitest';
import { checkGate, checkIdentityGate } from '../../src/registry-store/ambient-role.js';
import { type AwsIdentity, identityOf } from '../../src/registry/identity.js';
import type { RegistryType } from '../../src/registry/registry-type.js';
import { Secret } from '../../src/secret.js';
import { hint } from '../../src/system/hint.js';

const exchange = {
  jobTokenSource: () => Promise.resolve(undefined),
  machineRoleSetting: (profile: string) =>
    Promise.resolve(profile === 'box' ? 'credential_source = Ec2InstanceMetadata' : undefined),
};
const closed = { gate: { allowed: false, hint: hint`open it like this` }, exchange };
const open = { ...closed, gate: { ...closed.gate, allowed: true } };

function asGiven(type: RegistryType, user: string, password: string): Parameters<typeof checkGate>[1] {
  const secret = new Secret(password);
  return { user, secret, identity: type === 'awsecr' ? identityOf(user, secret) : undefined };
}

describe('a closed gate', () => {
  it.each<[RegistryType, string, string, string]>([
    ['awsecr', 'awsauto', 'awsauto', 'awsauto'],
    ['awsecr', 'awsauto', 'x', 'awsauto'],
    ['awsecr', 'x', 'awsauto', 'awsauto'],
    ['docker_v2', 'awsauto', 'x', 'awsauto'],
    ['docker_v2', 'x', 'awsauto', 'awsauto'],
    ['awsecr', '_iam_role', 'arn:aws:iam::1:role/r', '_iam_role'],
  ])('refuses %s %s %s', async (type, user, secret, word) => {
    const given = asGiven(type, user, secret);
    await expect(checkGate(closed, given)).rejects.toThrow(
      expect.objectContaining({
        message: `'${word}' is not enabled in service configuration`,
        httpCode: 406,
        exitCode: 1,
        hint: hint`open it like this`,
      }),
    );
    await expect(checkGate(open, given)).resolves.toBeUndefined();
  });

  it.each<[RegistryType, string]>([
    ['awsecr', 'AKIA'],
    ['awsecr', '_aws_profile'],
    ['docker_v2', '_iam_role'],
    ['docker_v2', 'ci'],
  ])('lets %s %s pass', async (type, user) => {
    await expect(checkGate(closed, asGiven(type, user, 'x'))).resolves.toBeUndefined();
  });

  it('stops the role at each exchange, not only when it is added', async () => {
    const role: AwsIdentity = { kind: 'ambient' };
    await expect(checkIdentityGate(closed, role)).rejects.toThrow('not enabled');
    await expect(checkIdentityGate(open, role)).resolves.toBeUndefined();
  });

  it('stops a profile that leads to the role of the machine, and names the setting', async () => {
    const given = asGiven('awsecr', '_aws_profile', 'box');
    await expect(checkGate(closed, given)).rejects.toThrow(
      expect.objectContaining({
        message:
          "'_aws_profile' box (credential_source = Ec2InstanceMetadata, the role of this machine) is not enabled in service configuration",
        httpCode: 406,
      }),
    );
    await expect(checkGate(open, given)).resolves.toBeUndefined();
    await expect(checkGate(closed, asGiven('awsecr', '_aws_profile', 'dev'))).resolves.toBeUndefined();
  });
});
