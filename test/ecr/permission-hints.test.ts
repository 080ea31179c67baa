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
      'a policy denies ecr:GetAuthorizationToken explicitly; look for its Deny statement',
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
