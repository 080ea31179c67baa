/** The table of causes: how each is recognised and what to do about it, as something that can be typed. */
import type { Hint } from '../errors.js';
import type { AwsIdentity } from '../registry/identity.js';
import { hint, joinHints } from '../system/hint.js';
import { againCommand, doctorCommand, type Cause, type Diagnosis } from './diagnosis.js';
import { networkCauses } from './network-hints.js';
import { permissionHint, webIdentityHint } from './permission-hints.js';
import { webIdentityCauses } from './web-identity-hints.js';

const named =
  (...names: readonly string[]) =>
  ({ awsError }: Diagnosis): boolean =>
    names.includes(awsError);
const signatureFault = named('InvalidSignatureException', 'SignatureDoesNotMatch');
const denied = named('AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation');
const withWebIdentity = ({ message }: Diagnosis): boolean =>
  /OpenID ?Connect|OIDC|web identity|audience/i.test(message);
const withKeys = ({ identity }: Diagnosis): boolean => identity.kind === 'keys';

/** The first that fits is the cause. */
const causes: readonly Cause[] = [
  ...webIdentityCauses,
  {
    is: ({ nothingFound }) => nothingFound,
    message: ({ message }) => `no AWS credentials found (${message})`,
    hint: ({ command, registry }) =>
      hint`on EC2 attach an instance role with AmazonEC2ContainerRegistryReadOnly; elsewhere:
        ts-reg registry ${command} ${registry} ACCESS_KEY_ID`,
  },
  {
    is: (diagnosis) => signatureFault(diagnosis) && /expired|not yet current/i.test(diagnosis.message),
    message: (diagnosis) => `${clockWords(diagnosis)}${diagnosis.message}`,
    hint: () => hint`set the clock of this machine: sudo timedatectl set-ntp true`,
  },
  {
    is: (diagnosis) => signatureFault(diagnosis) && /valid region/i.test(diagnosis.message),
    hint: ({ command, registry, region }) =>
      hint`${region} is not the region of this endpoint: ts-reg registry ${command} ${registry} USER --region REGION`,
  },
  {
    is: (diagnosis) => signatureFault(diagnosis) && withKeys(diagnosis),
    hint: ({ command, registry, identity }) =>
      hint`the secret access key does not belong to the access key id: ts-reg registry ${command} ${registry}
        ${keyId(identity)}`,
  },
  {
    is: signatureFault,
    hint: () => hint`the secret access key is wrong where these credentials come from: aws sts get-caller-identity`,
  },
  {
    is: (diagnosis) => unknownKey(diagnosis) && keyId(diagnosis.identity).startsWith('ASIA'),
    hint: ({ command, registry }) =>
      hint`temporary keys (ASIA…) need their session token; keep them in a profile: ts-reg registry ${command}
        ${registry} _aws_profile PROFILE`,
  },
  {
    is: (diagnosis) => unknownKey(diagnosis) && withKeys(diagnosis),
    hint: ({ command, registry }) =>
      hint`the access key id is deleted, inactive or of another partition: ts-reg registry ${command} ${registry}
        ACCESS_KEY_ID`,
  },
  { is: unknownKey, hint: () => hint`these credentials are not known to AWS: aws sts get-caller-identity` },
  { is: denied, hint: permissionHint },
  { is: ({ failedProcess }) => failedProcess !== undefined, hint: processHint },
  {
    is: (diagnosis) =>
      named('InvalidIdentityToken', 'InvalidIdentityTokenException', 'IDPRejectedClaim')(diagnosis) ||
      (diagnosis.awsError === 'ValidationError' && withWebIdentity(diagnosis)),
    hint: ({ roleArn }) =>
      joinHints(
        hint`is the issuer of the token an OIDC provider of this account, with its audience?
          aws iam list-open-id-connect-providers; `,
        webIdentityHint(roleArn),
      ),
  },
  {
    is: named('IDPCommunicationError', 'IDPCommunicationErrorException'),
    hint: (diagnosis) => hint`AWS could not reach the issuer of the token; try again: ${againCommand(diagnosis)}`,
  },
  {
    is: named('RegionDisabledException'),
    hint: ({ region }) =>
      hint`STS is switched off for ${region}; enable it in the account settings of IAM, or:
        export AWS_REGION=us-east-1`,
  },
  {
    is: (diagnosis) => named('ForbiddenException')(diagnosis) && diagnosis.identity.kind !== 'keys',
    hint: ({ identity }) =>
      hint`this user of IAM Identity Center has no such permission set in that account; ask its administrators,
        or see which ones there are: ${['aws', 'configure', 'sso', ...profileOption(identity)]}`,
  },
  {
    is: named('OptInRequired', 'SubscriptionRequiredException'),
    hint: () => hint`the account is not signed up for this service or region: aws account list-regions`,
  },
  { is: named('ExpiredTokenException', 'ExpiredToken', 'RequestExpired', 'ExpiredIdentityToken'), hint: renewalHint },
  {
    is: ({ message }) => /^profile .* was not found in /.test(message),
    hint: () => hint`list the profiles: aws configure list-profiles`,
  },
  { is: ({ ssoProfile }) => ssoProfile !== undefined, hint: renewalHint },
  {
    is: named('ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded'),
    hint: (diagnosis) => hint`AWS limits the rate of calls; try again in a minute: ${againCommand(diagnosis)}`,
  },
  ...networkCauses,
];

/** The message to show and the next step; every cause without a line of its own leads to `doctor`. */
export function hintFor(diagnosis: Diagnosis): { readonly message: string; readonly hint: Hint } {
  const cause = causes.find(({ is }) => is(diagnosis));
  const message = cause?.message?.(diagnosis) ?? diagnosis.message;
  return { message, hint: cause?.hint(diagnosis) ?? hint`${doctorCommand(diagnosis)}` };
}

/** Its command line is not shown: it may hold a secret. */
function processHint({ failedProcess }: Diagnosis): Hint {
  return hint`run the program that this prints yourself: aws configure get credential_process --profile
    ${failedProcess?.profile ?? 'default'}`;
}

function unknownKey(diagnosis: Diagnosis): boolean {
  return named('UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidAccessKeyId')(diagnosis);
}

function profileOption(identity: AwsIdentity): readonly string[] {
  return identity.kind === 'profile' ? ['--profile', identity.profile] : [];
}

function keyId(identity: AwsIdentity): string {
  return identity.kind === 'keys' ? identity.accessKeyId : '';
}

function renewalHint(diagnosis: Diagnosis): Hint {
  const { identity, ssoProfile = identity.kind === 'profile' ? identity.profile : undefined } = diagnosis;
  if (ssoProfile !== undefined) return hint`sign in again: aws sso login --profile ${ssoProfile}`;
  return hint`the session of these credentials has expired; renew it, then: ${againCommand(diagnosis)}`;
}

function clockWords({ serverTime, now }: Diagnosis): string {
  if (serverTime === undefined) return '';
  const seconds = Math.round((now - serverTime) / 1000);
  return `the clock of this machine is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} AWS; `;
}
