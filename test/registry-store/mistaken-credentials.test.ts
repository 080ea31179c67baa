/** Credentials in the wrong place, refused by their form before anything is asked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import {
  checkMistakenSecret,
  checkMistakenUser,
  type GivenUser,
} from '../../src/registry-store/mistaken-credentials.js';
import { Secret } from '../../src/secret.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const keyId = 'AKIAIOSFODNN7EXAMPLE';
const secretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const plainSecret = 'wJalrXUtnFEMIaK7MDENGabPxRfiCYEXAMPLEKEY';
const role = 'arn:aws:iam::123456789012:role/puller';
const token = Buffer.from(JSON.stringify({ payload: 'x', expiration: 1_800_000_000 })).toString('base64');

function refusal(user: string, secret = 'canary', fields: Partial<GivenUser> = {}): TsRegError | undefined {
  const given: GivenUser = { registry: ecr, type: 'awsecr', command: 'add', ...fields, user };
  try {
    checkMistakenUser(given);
    checkMistakenSecret({ ...given, secret: new Secret(secret) });
    return undefined;
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}

describe('a user', () => {
  it.each([
    [secretKey, 'form of a secret access key', `ts-reg registry add ${ecr} ACCESS_KEY_ID`],
    [plainSecret, 'form of a secret access key', `ts-reg registry add ${ecr} ACCESS_KEY_ID`],
    [role, 'a role has the user _iam_role', `ts-reg registry add ${ecr} _iam_role ROLE_ARN`],
    [
      'arn:aws-cn:sts::123456789012:assumed-role/r/s',
      'a role has the user _iam_role',
      `ts-reg registry add ${ecr} _iam_role ROLE_ARN`,
    ],
    ['ARN:aws:iam::123456789012:instance-profile/p', 'is awsauto', `ts-reg registry add ${ecr} awsauto`],
    ['arn:aws:iam::123456789012:user/ci', 'an ARN is not a user name', `ts-reg registry add ${ecr} ACCESS_KEY_ID`],
    ['AWSAUTO', "almost 'awsauto'", `ts-reg registry add ${ecr} awsauto`],
    ['aws-auto', "almost 'awsauto'", `ts-reg registry add ${ecr} awsauto`],
    ['AwsAuto', "almost 'awsauto'", `ts-reg registry add ${ecr} awsauto`],
    ['iam_role', "almost '_iam_role'", `ts-reg registry add ${ecr} _iam_role ROLE_ARN`],
    ['_IAM_ROLE', "almost '_iam_role'", `ts-reg registry add ${ecr} _iam_role ROLE_ARN`],
    ['aws_profile', "almost '_aws_profile'", `ts-reg registry add ${ecr} _aws_profile`],
  ])('%s is refused', (user, message, hint) => {
    expect(refusal(user)).toMatchObject({
      kind: 'refused',
      httpCode: 406,
      message: expect.stringContaining(message) as string,
      hint,
    });
  });

  it.each([keyId, 'ASIAIOSFODNN7EXAMPLE', 'AKIA', 'awsauto', '_aws_profile', 'AWS', 'ci'])('%s is not', (user) => {
    expect(refusal(user)).toBeUndefined();
  });

  it.each([secretKey, role, 'AWSAUTO', 'iam_role'])('%s may be one of a registry that is not ECR', (user) => {
    expect(refusal(user, 'canary', { type: 'docker_v2', registry: 'r.example.com' })).toBeUndefined();
  });

  it("behind a name of one's own gets the options of ECR too", () => {
    expect(refusal('AWSAUTO', 'x', { registry: 'images.example.com', command: 'update' })?.hint).toBe(
      'ts-reg registry update images.example.com awsauto --registry-type awsecr --region REGION',
    );
  });
});

describe('a secret', () => {
  it.each([
    [secretKey, keyId, 'docker_v2', 'are swapped'],
    [keyId, keyId, 'awsecr', 'given twice'],
    [keyId, 'ASIAIOSFODNN7EXAMPLE', 'awsecr', 'given twice'],
    [keyId, token, 'awsecr', 'the password is an ECR token'],
    ['_iam_role', 'puller', 'awsecr', 'is the ARN of a role'],
    ['_iam_role', 'arn:aws:iam::123456789012:instance-profile/p', 'awsecr', 'the ARN of an instance profile'],
    ['_iam_role', 'arn:aws:sts::123456789012:assumed-role/r/s', 'awsecr', 'the ARN of a session'],
    ['_iam_role', 'arn:aws:iam::123456789012:user/u', 'awsecr', 'the ARN of a user'],
    ['_iam_role', `${role};id;canary`, 'awsecr', 'external id'],
    ['_iam_role', `${role};a b`, 'awsecr', 'external id'],
  ] as const)('%s with %s is refused', (user, secret, type, message) => {
    const error = refusal(user, secret, { type });
    expect(error?.message).toContain(message);
    if (user !== keyId)
      expect(`${error?.message ?? ''} ${error?.hint ?? ''}`).not.toContain(user === '_iam_role' ? secret : user);
  });

  it.each([
    [keyId, secretKey],
    [keyId, 's'],
    ['awsauto', 'awsauto'],
    ['_iam_role', role],
    ['_iam_role', `${role};tenant-7`],
    ['_iam_role', `${role};`],
    ['_iam_role', 'awsauto'],
    ['_aws_profile', 'dev'],
  ])('%s with %s is not', (user, secret) => {
    expect(refusal(user, secret)).toBeUndefined();
  });

  it.each([
    ['ci', keyId],
    ['ci', token],
    [keyId, secretKey],
  ])('%s with %s may be one of another registry', (user, secret) => {
    expect(refusal(user, secret, { type: 'docker_v2', registry: 'r.example.com' })).toBeUndefined();
  });
});

it('nothing of user or secret is in a refusal, whatever they are', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
    fc.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    fc.stringMatching(/^arn:aws:iam::\d{12}:(?:role|user)\/[a-z]{12,20}(?:;[a-z]{12})?$/),
    fc.stringMatching(/^canary[a-z0-9 ]{12,50}$/),
  );
  fc.assert(
    fc.property(text, text, (user, secret) => {
      const error = refusal(user, secret) ?? refusal('_iam_role', secret);
      const shown = `${error?.message ?? ''} ${error?.hint ?? ''}`;
      expect(shown).not.toContain(user);
      expect(shown).not.toContain(secret);
    }),
  );
});
