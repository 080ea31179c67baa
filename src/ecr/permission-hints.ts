/** What gives the permission that is missing, worked out from AWS's refusal: by its action and the kind of policy. */
import type { Hint } from '../errors.js';
import { hint } from '../system/hint.js';
import { type Denial, denialIn, type PolicyKind, type Principal } from './denial.js';

export interface Refusal {
  readonly message: string;
  readonly region: string;
  readonly service: 'ecr' | 'ecr-public';
  /** The role that was to be assumed, when that failed. */
  readonly roleArn?: string | undefined;
}

interface ReadRefusal extends Refusal {
  readonly denial: Denial;
  /** What is to be allowed. */
  readonly action: string;
}

const policies = {
  ecr: 'AmazonEC2ContainerRegistryReadOnly',
  'ecr-public': 'AmazonElasticContainerRegistryPublicReadOnly',
} as const;
/** An ARN has 2,048 characters at most (IAM user guide, "IAM and STS quotas"). */
const longestArn = 2_048;

/** The next step after a denial: a command where one helps, else who can change what. */
export function permissionHint(refusal: Refusal): Hint {
  const denial = denialIn(refusal.message);
  const action = denial.action ?? (refusal.roleArn ? 'sts:AssumeRole' : `${refusal.service}:GetAuthorizationToken`);
  const read = { ...refusal, denial, action };
  if (action === 'sts:AssumeRoleWithWebIdentity' && (denial.policy ?? 'trust') in trustKinds)
    return webIdentityHint(refusal.roleArn);
  const { policy } = denial;
  if (policy !== undefined && policy !== 'identity-based') return policyHints[policy](read);
  if (denial.isExplicit) return explicitHint(read);
  if (isRoleAction(action) && policy === undefined) return trustHint(refusal.roleArn ?? denial.resource);
  return identityHint(read);
}

const trustKinds: Readonly<Partial<Record<PolicyKind, true>>> = { trust: true, 'resource-based': true };

/** By the kind of policy that denied, whether with a Deny or by allowing nothing. */
const policyHints: Readonly<Record<Exclude<PolicyKind, 'identity-based'>, (refusal: ReadRefusal) => Hint>> = {
  trust: ({ roleArn, denial }) => trustHint(roleArn ?? denial.resource),
  'resource-based': ({ action, roleArn, denial }) =>
    isRoleAction(action)
      ? trustHint(roleArn ?? denial.resource)
      : hint`the policy of the resource itself must allow ${action}: aws ecr get-registry-policy`,
  'service control': ({ action }) =>
    hint`no policy of this account helps: a service control policy (SCP) of the AWS organization must allow
      ${action}; ask its administrators`,
  'resource control': ({ action }) =>
    hint`no policy of this account helps: a resource control policy (RCP) of the AWS organization must allow
      ${action}; ask its administrators`,
  boundary: ({ action, denial }) =>
    hint`the permissions boundary must allow ${action} too; see which one it is: ${showCommand(denial.principal)}`,
  session: ({ action }) =>
    hint`the session was started with a policy of its own that does not allow ${action};
      start it without that policy, then see: aws sts get-caller-identity`,
  endpoint: ({ action, region }) =>
    hint`the policy of the VPC endpoint must allow ${action}:
      aws ec2 describe-vpc-endpoints --filters ${`Name=service-name,Values=*.${region}.${endpointOf(action)}`}`,
};

/** Attaching a policy does not help against a Deny. */
function explicitHint({ action, denial: { principal } }: ReadRefusal): Hint {
  if (principal === undefined || principal.kind === 'root')
    return hint`a policy denies ${action} explicitly; look for its Deny statement`;
  return hint`a policy denies ${action} explicitly; look for its Deny statement: ${listCommand(principal)}`;
}

/** No identity-based policy allows it, or AWS did not say why: the policy that is to be attached to the principal. */
function identityHint(refusal: ReadRefusal): Hint {
  const { action, denial, region, service, roleArn } = refusal;
  const { principal } = denial;
  const policy = policies[service];
  const arn = `arn:${principal?.partition ?? partitionOf(region)}:iam::aws:policy/${policy}`;
  if (principal === undefined || principal.kind === 'root') {
    return isRoleAction(action)
      ? trustHint(roleArn ?? denial.resource)
      : hint`attach the policy ${policy}, which allows ${action} on *: ${arn}`;
  }
  const own = awsOwnedHint(principal, { action, arn });
  if (own !== undefined) return own;
  const flag = `--${principal.kind}-name`;
  if (isRoleAction(action)) {
    const document = assumeDocument(action, denial.resource ?? roleArn ?? 'ROLE_ARN');
    const put = ['aws', 'iam', `put-${principal.kind}-policy`, flag, principal.name, '--policy-name', 'ts-reg'];
    return hint`allow ${action}: ${put} --policy-document ${document}`;
  }
  const attach = ['aws', 'iam', `attach-${principal.kind}-policy`, flag, principal.name];
  return hint`allow ${action}: ${attach} --policy-arn ${arn}`;
}

/** For roles that AWS itself made; IAM refuses to change them. */
function awsOwnedHint(
  { name }: Principal,
  { action, arn }: { readonly action: string; readonly arn: string },
): Hint | undefined {
  const [, permissionSet] = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name) ?? [];
  if (permissionSet !== undefined || name.startsWith('AWSReservedSSO_')) {
    const policy = isRoleAction(action) ? [] : ['--managed-policy-arn', arn];
    const verb = isRoleAction(action)
      ? 'put-inline-policy-to-permission-set'
      : 'attach-managed-policy-to-permission-set';
    const permissionSetWords = ['--permission-set-arn', 'PERMISSION_SET_ARN', ...policy];
    return hint`IAM Identity Center made this role; allow ${action} in its permission set ${permissionSet ?? name}:
      aws sso-admin ${[verb]} --instance-arn INSTANCE_ARN ${permissionSetWords}`;
  }
  if (!name.startsWith('AWSServiceRoleFor')) return undefined;
  return hint`${name} is a service-linked role, which cannot be edited;
    use a role of your own that allows ${action}: aws iam list-roles`;
}

/** What must be true for AssumeRole; AWS gives no reason across accounts. */
export function trustHint(roleArn: string | undefined): Hint {
  return hint`the trust policy of the role must name this caller, and the external id must be the same:
    aws iam get-role --role-name ${roleName(roleArn)}`;
}

/** What must be true for AssumeRoleWithWebIdentity (IRSA, and OIDC in CI); no permission of the caller counts. */
export function webIdentityHint(roleArn: string | undefined): Hint {
  return hint`the trust policy of the role must name the OIDC provider,
    and allow the audience (aud) and subject (sub) of this token: aws iam get-role --role-name ${roleName(roleArn)}`;
}

function roleName(roleArn: string | undefined): string {
  const [, role, last] = /^(.*\/)?([\w+=,.@-]{1,64})$/.exec((roleArn ?? '').slice(-longestArn)) ?? [];
  return (role?.includes('role/') === true ? last : undefined) ?? 'ROLE';
}

function isRoleAction(action: string): boolean {
  return action === 'sts:AssumeRole' || action === 'sts:TagSession' || action === 'sts:SetSourceIdentity';
}

function assumeDocument(action: string, resource: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });
}

/** Shows the principal with its boundary. */
function showCommand(principal: Principal | undefined): readonly string[] {
  if (principal === undefined || principal.kind === 'root') return ['aws', 'sts', 'get-caller-identity'];
  return ['aws', 'iam', `get-${principal.kind}`, `--${principal.kind}-name`, principal.name];
}

function listCommand({ kind, name }: Principal): readonly string[] {
  return ['aws', 'iam', `list-attached-${kind}-policies`, `--${kind}-name`, name];
}

/** The last part of an interface endpoint's service name. */
function endpointOf(action: string): string {
  return action.startsWith('sts:') ? 'sts' : 'ecr.api';
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
