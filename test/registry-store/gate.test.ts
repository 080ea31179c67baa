/** The gate before the role of the machine. */
import { describe, expect, it } from 'vitest';
import type { AwsIdentity } from '../../src/registry/identity.js';
import type { RegistryType } from '../../src/registry/registry-type.js';
import { checkGate, checkIdentityGate } from '../../src/registry-store/gate.js';
import { Secret } from '../../src/secret.js';
import { hint } from '../../src/system/hint.js';

const closed = { allowed: false, hint: hint`open it like this` };
const open = { ...closed, allowed: true };

describe('a closed gate', () => {
  it.each<[RegistryType, string, string, string]>([
    ['awsecr', 'awsauto', 'awsauto', 'awsauto'],
    ['awsecr', 'awsauto', 'x', 'awsauto'],
    ['awsecr', 'x', 'awsauto', 'awsauto'],
    ['docker_v2', 'awsauto', 'x', 'awsauto'],
    ['docker_v2', 'x', 'awsauto', 'awsauto'],
    ['awsecr', '_iam_role', 'arn:aws:iam::1:role/r', '_iam_role'],
  ])('refuses %s %s %s', (type, user, secret, word) => {
    const given = { type, user, secret: new Secret(secret) };
    expect(() => { checkGate(closed, given); }).toThrow(
      expect.objectContaining({ message: `'${word}' is not enabled in service configuration`, httpCode: 406, exitCode: 1, hint: hint`open it like this` }),
    );
    expect(() => { checkGate(open, given); }).not.toThrow();
  });

  it.each<[RegistryType, string]>([['awsecr', 'AKIA'], ['awsecr', '_aws_profile'], ['docker_v2', '_iam_role'], ['docker_v2', 'ci']])('lets %s %s pass', (type, user) => {
    expect(() => { checkGate(closed, { type, user, secret: new Secret('x') }); }).not.toThrow();
  });

  it('stops the role at each exchange, not only when it is added', () => {
    const role: AwsIdentity = { kind: 'ambient' };
    expect(() => { checkIdentityGate(closed, role); }).toThrow('not enabled');
    expect(() => { checkIdentityGate(open, role); }).not.toThrow();
  });
});
