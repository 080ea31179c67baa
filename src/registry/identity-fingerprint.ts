/** What tells the identities of kept tokens apart; apart from identity.ts, so that parsing loads no cryptography. */
import { createHash } from 'node:crypto';
import { type AwsIdentity, needsAmbientRole } from './identity.js';
import type { EcrLocation } from './record.js';

/**
 * Distinguishes identities without revealing them: 32 hex characters.
 * Holds who asks and where (user, role, profile, region, endpoint), never a rotating or secret key.
 * What starts from the default chain belongs to `choice` too (see ambient-choice.ts), and says so at its end: `.` for
 * no choice, `.c` for one; the hot path of the credential helper tells by that whether the token is for its
 * environment. What a job or pod proves by its token has `.w` there, and behind that the marks of {@link jobMarks}.
 */
export function identityFingerprint(identity: AwsIdentity, location: EcrLocation, choice: string): string {
  const isAmbient = needsAmbientRole(identity);
  const parts = [...identityParts(identity), location.region ?? '', location.account ?? '', location.endpoint ?? ''];
  const hash = createHash('sha256')
    .update(JSON.stringify(isAmbient ? [...parts, choice] : parts))
    .digest('hex')
    .slice(0, 32);
  if (isAmbient) return `${hash}${choice === '' ? '.' : '.c'}`;
  return identity.kind === 'web' || identity.kind === 'pod' ? `${hash}.w` : hash;
}

/** Behind the fingerprint of a record: which job or pod a kept token was fetched by. */
export interface JobMarks {
  /** Of the token of the job, or what it is requested with: the same one needs no second look. */
  readonly scope: string;
  /** Of issuer and subject. */
  readonly subject: string;
}

/** The fingerprint of a kept token: record, job, and whom the job's token names. */
export function jobFingerprint(record: string, { scope, subject }: JobMarks): string {
  return `${record}.${scope}.${subject}`;
}

/** The marks in the fingerprint of a kept token; undefined when it is not of this record. */
export function jobMarks(fingerprint: string, record: string): JobMarks | undefined {
  const [scope = '', subject = '', ...more] = fingerprint.startsWith(`${record}.`)
    ? fingerprint.slice(record.length + 1).split('.')
    : [];
  return scope === '' || subject === '' || more.length > 0 ? undefined : { scope, subject };
}

/** One mark: reveals nothing of a token, which has far more than 128 random bits. */
export function markOf(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);
}

function identityParts(identity: AwsIdentity): readonly string[] {
  switch (identity.kind) {
    case 'keys':
      return ['keys', identity.accessKeyId];
    case 'ambient':
      return ['ambient'];
    case 'role':
      return ['role', identity.roleArn, identity.externalId ?? ''];
    case 'profile':
      return ['profile', identity.profile];
    case 'web':
      return ['web', identity.roleArn, identity.audience ?? '', identity.variable ?? ''];
    case 'pod':
      return ['pod'];
    default:
      return identity satisfies never;
  }
}
