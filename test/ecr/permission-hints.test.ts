/** From AWS's refusal to the command that grants what is missing. */
import { describe, expect, it } from 'vitest';
import { permissionHint, trustHint } from '../../src/ecr/permission-hints.js';

const because = 'because no identity-based policy allows the ecr:GetAuthorizationToken action';
const denied = (arn: string): string =>
  `User: ${arn} is not authorized to perform: ecr:GetAuthorizationToken on resource: * ${because}`;

describe('a missing permission', () => {
  it.each([
    [
      'a user',
      denied('arn:aws:iam::123456789012:user/ci'),
      'us-east-1',
      'allow ecr:GetAuthorizationToken: aws iam attach-user-policy --user-name ci --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    ],
    [
      'a user below a path',
      denied('arn:aws:iam::123456789012:user/teams/build/ci'),
      'us-east-1',
      'allow ecr:GetAuthorizationToken: aws iam attach-user-policy --user-name ci --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    ],
    [
      'an instance role',
      denied('arn:aws:sts::123456789012:assumed-role/puller/i-0abc'),
      'us-east-1',
      'allow ecr:GetAuthorizationToken: aws iam attach-role-policy --role-name puller --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    ],
    [
      'a role in China',
      denied('arn:aws-cn:sts::123456789012:assumed-role/puller/i-0abc'),
      'cn-north-1',
      'allow ecr:GetAuthorizationToken: aws iam attach-role-policy --role-name puller --policy-arn arn:aws-cn:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    ],
    [
      'nobody by name',
      'Access denied',
      'us-gov-west-1',
      'attach the policy AmazonEC2ContainerRegistryReadOnly, which allows ecr:GetAuthorizationToken on *: arn:aws-us-gov:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    ],
    [
      'an explicit deny',
      `${denied('arn:aws:iam::1:user/ci')} with an explicit deny in a service control policy`,
      'us-east-1',
      'no policy of this account helps: a service control policy (SCP) of the AWS organization must allow ecr:GetAuthorizationToken; ask its administrators',
    ],
  ])('of %s', (_case, message, region, hint) => {
    expect(permissionHint({ message, region, service: 'ecr' })).toBe(hint);
  });

  it('of ECR Public names that service’s policy and action', () => {
    expect(permissionHint({ message: 'Access denied', region: 'us-east-1', service: 'ecr-public' })).toBe(
      'attach the policy AmazonElasticContainerRegistryPublicReadOnly, which allows ecr-public:GetAuthorizationToken on *: arn:aws:iam::aws:policy/AmazonElasticContainerRegistryPublicReadOnly',
    );
  });

  it('never puts foreign text into a command', () => {
    const hint = permissionHint({
      message: denied('arn:aws:iam::1:user/x;rm$(id)'),
      region: 'us-east-1',
      service: 'ecr',
    });
    expect(hint).not.toContain('rm$');
  });
});

describe('a role that does not trust the caller', () => {
  it('is named, with the command that shows its trust policy', () => {
    expect(trustHint('arn:aws:iam::123456789012:role/teams/puller')).toContain('aws iam get-role --role-name puller');
  });
});

describe('the kind of policy that denied decides the remedy', () => {
  const user =
    'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:GetAuthorizationToken on resource: *';
  const role = user.replace('iam::123456789012:user/ci', 'sts::123456789012:assumed-role/puller/i-0abc');

  it.each<[string, string]>([
    [
      `${user} because no identity-based policy allows the ecr:GetAuthorizationToken action`,
      'aws iam attach-user-policy',
    ],
    [
      `${role} with an explicit deny in an identity-based policy`,
      'aws iam list-attached-role-policies --role-name puller',
    ],
    [`${user} with an explicit deny in an identity-based policy`, 'aws iam list-attached-user-policies --user-name ci'],
    [`${user} because no service control policy allows the ecr:GetAuthorizationToken action`, '(SCP)'],
    [`${user} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-1`, '(SCP)'],
    [`${user} because no resource control policy allows the ecr:GetAuthorizationToken action`, '(RCP)'],
    [`${user} with an explicit deny in a resource control policy`, '(RCP)'],
    [
      `${role} because no permissions boundary allows the ecr:GetAuthorizationToken action`,
      'aws iam get-role --role-name puller',
    ],
    [`${user} with an explicit deny in a permissions boundary`, 'aws iam get-user --user-name ci'],
    [
      `${role} because no session policy allows the ecr:GetAuthorizationToken action`,
      'the session was started with a policy',
    ],
    [`${role} with an explicit deny in a session policy`, 'the session was started with a policy'],
    [
      `${role} because no VPC endpoint policy allows the ecr:GetAuthorizationToken action`,
      "aws ec2 describe-vpc-endpoints --filters 'Name=service-name,Values=*.us-east-1.ecr.api'",
    ],
    [
      `${role.replace('ecr:GetAuthorizationToken', 'sts:AssumeRole')} with an explicit deny in a VPC endpoint policy`,
      "'Name=service-name,Values=*.us-east-1.sts'",
    ],
    [
      `${user} because no resource-based policy allows the ecr:GetAuthorizationToken action`,
      'aws ecr get-registry-policy',
    ],
  ])('%s', (message, words) => {
    const hint = permissionHint({ message, region: 'us-east-1', service: 'ecr' });
    expect(hint).toContain(words);
    expect(/attach-(?:user|role)-policy/.test(hint)).toBe(words.includes('attach-user-policy'));
  });
});

describe('assuming a role', () => {
  const target = 'arn:aws:iam::999999999999:role/partner-pull';
  const message = `User: arn:aws:sts::123456789012:assumed-role/ecr-pull/i-0abc is not authorized to perform: sts:AssumeRole on resource: ${target}`;
  const told = (text: string, roleArn: string | undefined = target) =>
    permissionHint({ message: text, region: 'us-east-1', service: 'ecr', roleArn });

  it.each([
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    'Not authorized to perform: sts:AssumeRoleWithWebIdentity',
    'User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: sts:AssumeRoleWithWebIdentity on resource: arn:aws:iam::1:role/x because no resource-based policy allows the sts:AssumeRoleWithWebIdentity action',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity because no role trust policy allows the action',
  ])('by a web identity is a matter of the trust policy: %s', (text) => {
    expect(told(text)).toBe(
      'the trust policy of the role must name the OIDC provider, and allow the audience (aud) and subject (sub) of this token: aws iam get-role --role-name partner-pull',
    );
  });

  it('by a web identity can be denied by the organization too', () => {
    expect(
      told('Not authorized to perform sts:AssumeRoleWithWebIdentity with an explicit deny in a service control policy'),
    ).toContain('(SCP)');
  });

  it('of another account: no reason is given, so the trust policy comes first', () => {
    expect(told(message)).toContain('the external id must be the same: aws iam get-role --role-name partner-pull');
    expect(told(message, undefined)).toContain('aws iam get-role --role-name partner-pull');
  });

  it('that the caller is not allowed: the policy that allows it, ready to be typed', () => {
    expect(told(`${message} because no identity-based policy allows the sts:AssumeRole action`)).toBe(
      `allow sts:AssumeRole: aws iam put-role-policy --role-name ecr-pull --policy-name ts-reg --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"${target}"}]}'`,
    );
  });
});

describe('a role that AWS itself made is never to be changed by attach-role-policy', () => {
  const by = (name: string) => denied(`arn:aws:sts::123456789012:assumed-role/${name}/someone`);

  it.each([
    [
      'AWSReservedSSO_ReadOnly_0123456789abcdef',
      'in its permission set ReadOnly: aws sso-admin attach-managed-policy-to-permission-set',
    ],
    ['AWSReservedSSO_Data_Science_fedcba9876543210', 'in its permission set Data_Science: aws sso-admin'],
    ['AWSServiceRoleForECRTemplate', 'is a service-linked role, which cannot be edited'],
    ['AWSServiceRoleForAutoScaling_x', 'is a service-linked role, which cannot be edited'],
  ])('%s', (name, words) => {
    const hint = permissionHint({ message: by(name), region: 'us-east-1', service: 'ecr' });
    expect(hint).toContain(words);
    expect(hint).not.toContain('attach-role-policy');
  });
});
