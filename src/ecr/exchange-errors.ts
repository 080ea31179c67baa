/** Why an exchange failed, as one error with AWS's reason, the source of the credentials and the next step. */
import { TsRegError } from '../errors.js';
import type { AwsIdentity } from '../registry/identity.js';
import type { Secret } from '../secret.js';
import { BrokenSource, NoCredentials } from './credential-links.js';
import { CredentialProcessFailure } from './shared-profiles.js';
import { RoleDenied } from './denial.js';
import { hintFor } from './exchange-hints.js';
import { type ForeignFacts, foreignFacts } from './foreign-error.js';
import { RoleRefused } from './identity-credentials.js';
import { JobTokenFailure, JobTokenRefused, type SentToken } from './job-token-failure.js';
import { SsoSessionEnded } from './sso-token.js';

export interface FailedExchange {
  readonly registry: string;
  readonly command: 'add' | 'update';
  readonly identity: AwsIdentity;
  readonly region: string;
  readonly service: 'ecr' | 'ecr-public';
  /** Undefined while it is not known yet. */
  readonly source: string | undefined;
  /** Where the last request went; undefined before the first. */
  readonly place: string | undefined;
  /** Texts that must not be shown, wherever AWS may have repeated them. */
  readonly secrets: readonly Secret[];
  /** The deadline of the whole exchange. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** anchore-engine's words for a failed exchange (HTTP 406). */
const prefix = 'cannot refresh credentials for supplied registry, with supplied credentials - exception: ';

/** Translates any error; only checked words of it are passed on. */
export function exchangeError(thrown: unknown, failed: FailedExchange): TsRegError {
  if (thrown instanceof TsRegError) return thrown;
  const { reason, source: nestedSource, roleArn, sent } = unwrapped(thrown);
  const facts = foreignFacts(reason, failed.signal, failed.secrets);
  const source = nestedSource ?? failed.source ?? namedSource(failed.identity);
  const { message, hint } =
    reason instanceof JobTokenFailure
      ? { message: reason.message, hint: reason.next }
      : hintFor({
          ...facts,
          registry: failed.registry,
          command: failed.command,
          identity: failed.identity,
          region: failed.region,
          service: failed.service,
          place: failed.place,
          roleArn,
          sent,
          ssoProfile: ssoProfileOf(reason),
          failedProcess: reason instanceof CredentialProcessFailure ? reason : undefined,
          nothingFound: thrown instanceof NoCredentials,
          now: failed.now,
        });
  const named = facts.awsError === '' ? `${unanswered(facts, failed)}${message}` : `${facts.awsError}: ${message}`;
  const credentials = source === undefined ? '' : ` (credentials: ${source})`;
  return new TsRegError('refused', `${prefix}${failed.registry}: ${named}${credentials}`, {
    httpCode: 406,
    hint,
    registry: failed.registry,
    reason: `${named}${credentials}`,
    detail: {
      region: failed.region,
      ...(facts.awsError === '' ? {} : { awsError: facts.awsError }),
      ...(source === undefined ? {} : { credentialSource: source }),
    },
  });
}

/** What was thrown at first, the role that it is about, and the outermost name of the credentials. */
function unwrapped(thrown: unknown): {
  readonly reason: unknown;
  readonly source: string | undefined;
  readonly roleArn: string | undefined;
  readonly sent: SentToken | undefined;
} {
  if (thrown instanceof RoleDenied)
    return { reason: thrown.reason, source: undefined, roleArn: thrown.roleArn, sent: undefined };
  if (thrown instanceof JobTokenRefused) {
    const { sent, reason } = thrown;
    return { reason, source: sent.source, roleArn: sent.roleArn, sent };
  }
  if (!(thrown instanceof BrokenSource || thrown instanceof RoleRefused))
    return { reason: thrown, source: undefined, roleArn: undefined, sent: undefined };
  const { reason, roleArn, sent } = unwrapped(thrown.reason);
  return { reason, source: thrown.source, roleArn: thrown instanceof RoleRefused ? thrown.roleArn : roleArn, sent };
}

/** Who did not answer, or answered in a format that is not AWS's. */
function unanswered({ failure, httpStatus }: ForeignFacts, { place }: FailedExchange): string {
  return (failure === undefined && httpStatus === undefined) || place === undefined ? '' : `${place}: `;
}

function ssoProfileOf(error: unknown): string | undefined {
  return error instanceof SsoSessionEnded ? error.profile : undefined;
}

/** A profile has a name even before it gives credentials. */
function namedSource(identity: AwsIdentity): string | undefined {
  return identity.kind === 'profile' ? `profile ${identity.profile}` : undefined;
}
