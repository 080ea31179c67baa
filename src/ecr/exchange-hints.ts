/** The table of causes: how each is recognised and what to do about it, as something that can be typed. */
import type { Hint } from '../errors.js';
import type { AwsIdentity } from '../registry/identity.js';
import { hint } from '../system/hint.js';
import type { ForeignFacts } from './foreign-error.js';
import { permissionHint, trustHint } from './permission-hints.js';

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
  /** The profile to sign in with, when its SSO session is over. */
  readonly ssoProfile: string | undefined;
  /** True when there were no credentials anywhere. */
  readonly nothingFound: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Cause {
  readonly is: (diagnosis: Diagnosis) => boolean;
  readonly hint: (diagnosis: Diagnosis) => Hint;
  /** Instead of AWS's own words. */
  readonly message?: (diagnosis: Diagnosis) => string;
}

const named =
  (...names: readonly string[]) =>
  ({ awsError }: Diagnosis): boolean =>
    names.includes(awsError);
const signatureFault = named('InvalidSignatureException', 'SignatureDoesNotMatch');
const denied = named('AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation');
const withKeys = ({ identity }: Diagnosis): boolean => identity.kind === 'keys';

/** The first that fits is the cause. */
const causes: readonly Cause[] = [
  {
    is: ({ nothingFound }) => nothingFound,
    message: ({ message }) => `no AWS credentials found (${message})`,
    hint: ({ command, registry }) =>
      hint`on EC2 attach an instance role with AmazonEC2ContainerRegistryReadOnly; elsewhere: ts-reg registry ${command} ${registry} ACCESS_KEY_ID SECRET_ACCESS_KEY`,
  },
  {
    is: (diagnosis) => signatureFault(diagnosis) && /expired|not yet current/i.test(diagnosis.message),
    message: (diagnosis) => `${clockWords(diagnosis)}${diagnosis.message}`,
    hint: () => hint`set the clock of this machine: sudo timedatectl set-ntp true`,
  },
  {
    is: (diagnosis) => signatureFault(diagnosis) && /valid region/i.test(diagnosis.message),
    hint: ({ command, registry, region }) =>
      hint`${region} is not the region of this endpoint: ts-reg registry ${command} ${registry} USER PASS --region REGION`,
  },
  {
    is: (diagnosis) => signatureFault(diagnosis) && withKeys(diagnosis),
    hint: ({ command, registry, identity }) =>
      hint`the secret access key does not belong to the access key id: ts-reg registry ${command} ${registry} ${keyId(identity)} SECRET_ACCESS_KEY`,
  },
  {
    is: signatureFault,
    hint: () => hint`the secret access key is wrong where these credentials come from: aws sts get-caller-identity`,
  },
  {
    is: (diagnosis) => unknownKey(diagnosis) && keyId(diagnosis.identity).startsWith('ASIA'),
    hint: ({ command, registry }) =>
      hint`temporary keys (ASIA…) need their session token; keep them in a profile: ts-reg registry ${command} ${registry} _aws_profile PROFILE`,
  },
  {
    is: (diagnosis) => unknownKey(diagnosis) && withKeys(diagnosis),
    hint: ({ command, registry }) =>
      hint`the access key id is deleted, inactive or of another partition: ts-reg registry ${command} ${registry} ACCESS_KEY_ID SECRET_ACCESS_KEY`,
  },
  { is: unknownKey, hint: () => hint`these credentials are not known to AWS: aws sts get-caller-identity` },
  {
    is: (diagnosis) => denied(diagnosis) && diagnosis.roleArn !== undefined,
    hint: ({ roleArn }) => trustHint(roleArn),
  },
  { is: denied, hint: permissionHint },
  {
    is: named(
      'ExpiredTokenException',
      'ExpiredToken',
      'RequestExpired',
      'ExpiredIdentityToken',
      'IDPCommunicationError',
    ),
    hint: renewalHint,
  },
  {
    is: ({ message }) => /^profile .* was not found in /.test(message),
    hint: () => hint`see which profiles there are: aws configure list-profiles`,
  },
  { is: ({ ssoProfile }) => ssoProfile !== undefined, hint: renewalHint },
  {
    is: named('ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded'),
    hint: (diagnosis) => hint`AWS limits the rate of calls; try again in a minute: ${againCommand(diagnosis)}`,
  },
  {
    is: ({ failure }) => failure === 'timeout',
    hint: ({ registry }) => hint`AWS did not answer in time; see what is in the way: ts-reg doctor ${registry}`,
  },
  {
    is: ({ failure }) => failure === 'dns',
    hint: ({ region }) =>
      hint`is ${region} a region of ECR, and does DNS work here? dig api.ecr.${region}.amazonaws.com`,
  },
  {
    is: ({ failure }) => failure === 'proxy',
    hint: () => hint`check HTTPS_PROXY and its user and password, or leave AWS out: export NO_PROXY=.amazonaws.com`,
  },
  {
    is: ({ failure }) => failure?.startsWith('tls') === true,
    hint: () => hint`does a proxy open TLS here? name its authority in config.yaml: ca_file: /path/to/ca.pem`,
  },
  {
    is: ({ failure, place }) => failure === 'refused' && place?.includes(' through the proxy ') === true,
    hint: () =>
      hint`is the proxy in HTTPS_PROXY right, and does it run? or leave AWS out: export NO_PROXY=.amazonaws.com`,
  },
  {
    is: ({ failure }) => failure === 'refused' || failure === 'unreachable',
    hint: ({ registry }) => hint`is there a way to AWS, or a proxy to name in HTTPS_PROXY? ts-reg doctor ${registry}`,
  },
];

/** The message to show and the next step; every cause without a line of its own leads to `doctor`. */
export function hintFor(diagnosis: Diagnosis): { readonly message: string; readonly hint: Hint } {
  const cause = causes.find(({ is }) => is(diagnosis));
  const message = cause?.message?.(diagnosis) ?? diagnosis.message;
  return { message, hint: cause?.hint(diagnosis) ?? hint`ts-reg doctor ${diagnosis.registry}` };
}

function unknownKey(diagnosis: Diagnosis): boolean {
  return named('UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidAccessKeyId')(diagnosis);
}

function keyId(identity: AwsIdentity): string {
  return identity.kind === 'keys' ? identity.accessKeyId : '';
}

function renewalHint(diagnosis: Diagnosis): Hint {
  const { identity, ssoProfile = identity.kind === 'profile' ? identity.profile : undefined } = diagnosis;
  if (ssoProfile !== undefined) return hint`sign in again: aws sso login --profile ${ssoProfile}`;
  return hint`the session has ended where these credentials come from; renew it, then: ${againCommand(diagnosis)}`;
}

/** The words of what asks AWS once more: a registry that is being added is not stored yet. */
function againCommand({ command, identity, registry }: Diagnosis): readonly string[] {
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
    default:
      return identity satisfies never;
  }
}

function clockWords({ serverTime, now }: Diagnosis): string {
  if (serverTime === undefined) return '';
  const seconds = Math.round((now - serverTime) / 1000);
  return `the clock of this machine is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} AWS; `;
}
