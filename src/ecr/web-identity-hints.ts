/** Why STS refused the token of a CI job or pod, and the line that makes it accept the next one. */
import { formatWebIdentity, webIdentityUser } from '../registry/web-identity.js';
import { hint, joinHints } from '../system/hint.js';
import { isoSeconds } from '../system/iso-time.js';
import type { Cause, Diagnosis } from './diagnosis.js';
import type { SentToken } from './job-token-failure.js';
import type { Hint } from '../errors.js';

type SentDiagnosis = Diagnosis & { readonly sent: SentToken };

/** AWS's names of the errors, and its words where two causes share a name. */
const causes: readonly {
  readonly names: readonly string[];
  readonly words?: RegExp;
  readonly hint: (diagnosis: SentDiagnosis) => Hint;
}[] = [
  {
    names: ['InvalidIdentityToken', 'InvalidIdentityTokenException', 'ValidationError'],
    words: /No OpenIDConnect provider found/i,
    hint: ({ sent }) =>
      hint`in the account of the role: aws iam create-open-id-connect-provider --url ${sent.claims.issuer}
        --client-id-list ${audienceOf(sent)}`,
  },
  {
    names: ['InvalidIdentityToken', 'InvalidIdentityTokenException', 'ValidationError'],
    words: /audience/i,
    hint: ({ sent, registry }) =>
      joinHints(
        hint`let the OIDC provider accept this audience: aws iam add-client-id-to-open-id-connect-provider
          --open-id-connect-provider-arn ${providerArn(sent)} --client-id ${audienceOf(sent)}`,
        sent.isOfPod === true
          ? hint`; or set the one that it accepts as serviceAccountTokenAudience in the CredentialProviderConfig`
          : hint`; or name the one that it accepts: ts-reg registry add ${registry} ${webIdentityUser}
              ${formatWebIdentity({ ...sent, audience: 'AUDIENCE', variable: sent.variable })} --replace`,
      ),
  },
  {
    names: ['AccessDenied', 'AccessDeniedException'],
    hint: ({ sent }) =>
      hint`let the trust policy of the role have this condition: ${conditionFor(sent)} with the principal
        ${providerArn(sent)}; see the policy: aws iam get-role --role-name ${sent.roleArn.split('/').pop() ?? 'ROLE'}`,
  },
  {
    names: ['ExpiredTokenException', 'ExpiredToken', 'ExpiredIdentityToken'],
    hint: ({ sent }) =>
      hint`${sent.source} signs a new token for each job: start the job again, or run ts-reg before the token ends`,
  },
  {
    names: [
      ...['InvalidIdentityToken', 'InvalidIdentityTokenException', 'IDPRejectedClaim', 'IDPRejectedClaimException'],
      ...['IDPCommunicationError', 'IDPCommunicationErrorException'],
    ],
    hint: ({ sent }) =>
      hint`AWS verifies the token with the keys of its issuer, which it must be able to read:
        curl ${discoveryUrl(sent)}`,
  },
];

/** The causes for `exchange-hints.ts`; each message names sub and aud of the token that was sent, never the token. */
export const webIdentityCauses: readonly Cause[] = causes.map(({ names, words, hint: hintOf }) => ({
  is: ({ sent, awsError, message }) =>
    sent !== undefined && names.includes(awsError) && (words === undefined || words.test(message)),
  message: (diagnosis) => (diagnosis.sent ? `${diagnosis.message}${tokenWords(diagnosis.sent)}` : diagnosis.message),
  hint: (diagnosis) => (diagnosis.sent ? hintOf({ ...diagnosis, sent: diagnosis.sent }) : hint`ts-reg doctor`),
}));

function tokenWords({ claims }: SentToken): string {
  const { subject, issuer, expiresAt } = claims;
  const end = expiresAt === undefined ? '' : `, valid until ${isoSeconds(expiresAt)}`;
  return ` (the token that was sent has sub ${subject} and aud ${claims.audiences.join(', ')}, from ${issuer}${end})`;
}

function audienceOf({ claims }: SentToken): string {
  return claims.audiences[0] ?? 'sts.amazonaws.com';
}

/** The issuer as IAM names it in ARNs and condition keys: without https:// and the last slash. */
function issuerName({ claims }: SentToken): string {
  return claims.issuer.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

function discoveryUrl({ claims }: SentToken): string {
  return `${claims.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

function providerArn(sent: SentToken): string {
  const [, partition = 'aws', , , account = 'ACCOUNT'] = sent.roleArn.split(':');
  return `arn:${partition}:iam::${account}:oidc-provider/${issuerName(sent)}`;
}

function conditionFor(sent: SentToken): string {
  const issuer = issuerName(sent);
  const values = { [`${issuer}:aud`]: audienceOf(sent), [`${issuer}:sub`]: sent.claims.subject };
  return `"Condition": ${JSON.stringify({ StringEquals: values })}`;
}
