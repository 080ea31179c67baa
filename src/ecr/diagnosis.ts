/** What is known about a failed exchange, from which its cause and the next step are worked out. */
import type { Hint } from '../errors.js';
import type { AwsIdentity } from '../registry/identity.js';
import { formatWebIdentity, podRole, webIdentityUser } from '../registry/web-identity.js';
import type { ForeignFacts } from './foreign-error.js';
import type { SentToken } from './job-token-failure.js';

export interface Diagnosis extends ForeignFacts {
  readonly registry: string;
  readonly command: 'add' | 'update';
  readonly identity: AwsIdentity;
  readonly region: string;
  readonly service: 'ecr' | 'ecr-public';
  /** Set when the failed step was assuming this role. */
  readonly roleArn: string | undefined;
  /** Where the last request went, perhaps `… through the proxy HOST:PORT`. */
  readonly place: string | undefined;
  /** Set when a program of a profile gave no keys. */
  readonly failedProcess: { readonly profile: string } | undefined;
  /** The token of a CI job or pod that STS refused. */
  readonly sent?: SentToken | undefined;
  /** The profile to sign in with, when its SSO session is over. */
  readonly ssoProfile: string | undefined;
  /** True when there were no credentials anywhere. */
  readonly nothingFound: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Cause {
  readonly is: (diagnosis: Diagnosis) => boolean;
  readonly hint: (diagnosis: Diagnosis) => Hint;
  /** Instead of AWS's own words. */
  readonly message?: (diagnosis: Diagnosis) => string;
}

/** Looks for the cause: at the registry, unless it is only being added and so not stored. */
export function doctorCommand({ command, registry }: Diagnosis): readonly string[] {
  return ['ts-reg', 'doctor', ...(command === 'add' ? [] : [registry])];
}

/** The words of the command that asks AWS again: a registry that is being added is not stored yet. */
export function againCommand({ command, identity, registry }: Diagnosis): readonly string[] {
  return ['ts-reg', 'registry', ...(command === 'add' ? ['add', registry, ...userOf(identity)] : ['check', registry])];
}

function userOf(identity: AwsIdentity): readonly string[] {
  switch (identity.kind) {
    case 'keys':
      return [identity.accessKeyId];
    case 'ambient':
      return ['awsauto'];
    case 'role':
      return ['_iam_role', [identity.roleArn, identity.externalId].filter((part) => part !== undefined).join(';')];
    case 'profile':
      // Behind `add` it would be an option.
      return ['_aws_profile', identity.profile.startsWith('-') ? 'PROFILE' : identity.profile];
    case 'web':
      return [webIdentityUser, formatWebIdentity(identity)];
    case 'pod':
      return [webIdentityUser, podRole];
    default:
      return identity satisfies never;
  }
}
