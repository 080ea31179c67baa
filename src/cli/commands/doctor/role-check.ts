/** Reports what the instance metadata service says about the role of this machine. */
import type { InstanceMetadata } from '../../../ecr/instance-role-info.js';
import type { Hint } from '../../../errors.js';
import type { Environment } from '../../../system/environment.js';
import { hint } from '../../../system/hint.js';
import { type Finding, fine, problem, remark } from './findings.js';

export interface RoleNeed {
  readonly environment: Environment;
  /** Registries that are to use the role of this machine and found no credentials at all. */
  readonly failing: readonly string[];
}

/** A problem only where a registry goes without: the role may come from elsewhere, such as a profile, ECS or EKS. */
export function roleFinding(metadata: InstanceMetadata, need: RoleNeed): Finding {
  switch (metadata.kind) {
    case 'role':
      return statusFinding(metadata, need);
    case 'no-role':
      return missing(
        'this instance has no role',
        need,
        hint`attach an instance role with AmazonEC2ContainerRegistryReadOnly: aws ec2
          associate-iam-instance-profile --instance-id INSTANCE_ID --iam-instance-profile Name=ROLE`,
      );
    case 'absent': {
      const [registry = 'HOST'] = need.failing;
      const message =
        `no instance metadata service (${metadata.reason}): this is not an EC2 instance, ` +
        `or its metadata service is disabled`;
      return missing(
        message,
        need,
        hint`aws configure, or store keys: ts-reg registry update ${registry} ACCESS_KEY_ID`,
      );
    }
    default:
      return metadata satisfies never;
  }
}

/** EC2 user guide, "iam/info": any code but Success is why EC2 cannot assume the role. */
function statusFinding(
  { roleName, instanceProfileArn, status }: Extract<InstanceMetadata, { kind: 'role' }>,
  { failing }: RoleNeed,
): Finding {
  if (instanceProfileArn === undefined) return fine('aws', `instance role ${roleName} (${status})`);
  const message = `instance role ${roleName === '' ? '' : `${roleName} `}(${instanceProfileArn}, ${status})`;
  if (status === 'Success') return fine('aws', message);
  const say = failing.length > 0 ? problem : remark;
  return say(
    'aws',
    message,
    hint`its trust policy must name ec2.amazonaws.com: aws iam get-role --role-name
      ${/^[\w+=,.@-]+$/.test(roleName) ? roleName : 'ROLE'}`,
  );
}

function missing(message: string, { environment, failing }: RoleNeed, fix: Hint): Finding {
  if (failing.length > 0) return problem('aws', message, fix);
  const source = otherSources.find((name) => environment[name]);
  return remark('aws', source === undefined ? message : `${message}; ${source} names another source of credentials`);
}

const otherSources = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];
