import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type AwsIdentity,
  identityOf,
  isAwsAuto,
  needsAmbientRole,
  shownIdentity,
  strangeCharacter,
} from '../../src/registry/identity.js';
import { Secret } from '../../src/secret.js';

const arn = 'arn:aws:iam::123456789012:role/pull';
const of = (user: string, secret: string): AwsIdentity => identityOf(user, new Secret(secret));

describe('user and password of an awsecr record mean', () => {
  it.each<[string, string, AwsIdentity]>([
    ['awsauto', 'awsauto', { kind: 'ambient' }],
    ['awsauto', 'anything', { kind: 'ambient' }],
    ['anyone', 'awsauto', { kind: 'ambient' }],
    ['_iam_role', 'awsauto', { kind: 'ambient' }],
    ['_iam_role', arn, { kind: 'role', roleArn: arn, externalId: undefined }],
    ['_iam_role', `${arn};ext-1`, { kind: 'role', roleArn: arn, externalId: 'ext-1' }],
    ['_iam_role', `${arn};a;b`, { kind: 'role', roleArn: arn, externalId: 'a;b' }],
    ['_iam_role', `${arn};`, { kind: 'role', roleArn: arn, externalId: undefined }],
    ['_aws_profile', 'dev;eu', { kind: 'profile', profile: 'dev;eu' }],
  ])('%s / %s', (user, secret, identity) => {
    expect(of(user, secret)).toEqual(identity);
  });

  it.each(['AKIAIOSFODNN7EXAMPLE', 'AWSAUTO', '_IAM_ROLE', '', 'user'])(
    'static keys for user %j, the secret untouched',
    (user) => {
      const identity = of(user, 'a;b:c/+=');
      expect(identity).toMatchObject({ kind: 'keys', accessKeyId: user });
      expect(identity.kind === 'keys' && identity.secretAccessKey.reveal()).toBe('a;b:c/+=');
      expect(inspect(identity)).not.toContain('a;b');
    },
  );
});

it.each([
  ['awsauto', 'x', true],
  ['x', 'awsauto', true],
  ['awsauto ', 'x', false],
  ['', '', false],
])('says of %j / %j that awsauto is asked for: %s', (user, secret, expected) => {
  expect(isAwsAuto(user, new Secret(secret))).toBe(expected);
});

it.each([
  ['awsauto', 'awsauto', true],
  ['_iam_role', arn, true],
  ['_aws_profile', 'dev', false],
  ['AKIA', 'secret', false],
])('says of %s / %s whether it draws on the ambient role: %s', (user, secret, expected) => {
  expect(needsAmbientRole(of(user, secret))).toBe(expected);
});

it.each([
  ['AKIAIOSFODNN7EXAMPLE', undefined],
  ['AKIA\u200bX', 'an invisible character (U+200B)'],
  ['\ufeffAKIA', 'an invisible character (U+FEFF)'],
  ['AKIA X', 'an invisible character (U+0020)'],
  ['AKIA\u00a0', 'an invisible character (U+00A0)'],
  ['AKIA\u202eX', 'an invisible character (U+202E)'],
  ['AKIAx', "'x' (U+0078)"],
  ['"AKIA"', "'\"' (U+0022)"],
  ['AKIA\u0415', "'\u0415' (U+0415)"],
  ['AKIA\u{1f511}', "'\u{1f511}' (U+1F511)"],
])('%j', (id, words) => {
  expect(strangeCharacter(id)).toBe(words);
});

it.each([
  ['_aws_profile', 'dev', 'profile dev'],
  ['_iam_role', arn, `role ${arn}`],
  ['_iam_role', `${arn};canary`, `role ${arn}`],
  ['_iam_role', 'arn:aws-cn:iam::123456789012:role/team/pull;a;b', 'role arn:aws-cn:iam::123456789012:role/team/pull'],
  ['_iam_role', `${arn} canary`, undefined],
  ['_iam_role', 'canary;x', undefined],
  ['_iam_role', 'awsauto', 'awsauto'],
  ['awsauto', 'canary', undefined],
  ['AKIAIOSFODNN7EXAMPLE', 'canary', undefined],
])('%s / %s is shown as %s, without an external id or a secret', (user, secret, shown) => {
  expect(shownIdentity({ type: 'awsecr', user, secret: new Secret(secret) })).toBe(shown);
});

it('is shown of ECR records alone', () => {
  expect(shownIdentity({ type: 'docker_v2', user: '_aws_profile', secret: new Secret('p') })).toBeUndefined();
});
