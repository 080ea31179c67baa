/** Which IAM policy is missing, worked out from AWS's refusal. */
import type { Hint } from '../errors.js';
import { hint } from '../system/hint.js';

export interface Refusal {
  readonly message: string;
  readonly region: string;
  readonly service: 'ecr' | 'ecr-public';
}

const policies = {
  ecr: 'AmazonEC2ContainerRegistryReadOnly',
  'ecr-public': 'AmazonElasticContainerRegistryPublicReadOnly',
} as const;
/** `user/PATH/NAME` or `assumed-role/NAME/SESSION`; IAM user guide, "IAM identifiers", for the characters. */
const principalForm =
  /User: arn:(aws[a-z-]*):(?:iam|sts)::\d+:(?:(user)\/(?:[\w+=,.@-]+\/)*|assumed-role\/)([\w+=,.@-]+)(?=[ /])/;

/** An ARN has 2,048 characters at most (IAM user guide, "IAM and STS quotas"). */
const longestArn = 2_048;
/** Room for the two ARNs of a refusal. Characters. */
const longestMessage = 8_192;

/** The command that attaches the managed policy to the principal that AWS named. */
export function permissionHint(refusal: Refusal): Hint {
  const policy = policies[refusal.service];
  const action = `${refusal.service}:GetAuthorizationToken`;
  const [, partition = partitionOf(refusal.region), user, name] =
    principalForm.exec(refusal.message.slice(0, longestMessage)) ?? [];
  const arn = `arn:${partition}:iam::aws:policy/${policy}`;
  if (refusal.message.toLowerCase().includes('explicit deny'))
    return hint`a policy denies ${action} explicitly; look for its Deny statement`;
  if (name === undefined) return hint`attach the policy ${policy}, which allows ${action} on *: ${arn}`;
  const who =
    user !== undefined ? ['attach-user-policy', '--user-name', name] : ['attach-role-policy', '--role-name', name];
  return hint`allow ${action}: aws iam ${who} --policy-arn ${arn}`;
}

/** What must be true for AssumeRole; AWS gives no reason. */
export function trustHint(roleArn: string | undefined): Hint {
  const [, role, last] = /^(.*\/)?([\w+=,.@-]{1,64})$/.exec((roleArn ?? '').slice(-longestArn)) ?? [];
  const name = (role?.includes('role/') === true ? last : undefined) ?? 'ROLE';
  return hint`the trust policy of the role must name this caller, and the external id must be the same: aws iam get-role --role-name ${name}`;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
