/** What tells the identities of kept tokens apart; apart from identity.ts, so that parsing loads no cryptography. */
import { createHash } from 'node:crypto';
import { type AwsIdentity, needsAmbientRole } from './identity.js';
import type { EcrLocation } from './record.js';

/**
 * Distinguishes identities without revealing them: 32 hex characters.
 * Holds who asks and where (user, role, profile, region, endpoint), never a rotating or secret key.
 * What starts from the default chain belongs to `choice` too (see ambient-choice.ts), and says so at its end: `.` for
 * no choice, `.c` for one; the hot path of the credential helper tells by that whether the token is for its
 * environment.
 */
export function identityFingerprint(identity: AwsIdentity, location: EcrLocation, choice: string): string {
  const isAmbient = needsAmbientRole(identity);
  const parts = [...identityParts(identity), location.region ?? '', location.account ?? '', location.endpoint ?? ''];
  const hash = createHash('sha256')
    .update(JSON.stringify(isAmbient ? [...parts, choice] : parts))
    .digest('hex')
    .slice(0, 32);
  return isAmbient ? `${hash}${choice === '' ? '.' : '.c'}` : hash;
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
    default:
      return identity satisfies never;
  }
}
