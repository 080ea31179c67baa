/** Who we are to AWS: the four meanings of user and password in an awsecr record (design: identities). */
import { createHash } from 'node:crypto';
import type { Secret } from '../secret.js';
import { Secret as SecretValue } from '../secret.js';
import type { EcrLocation } from './record.js';

export type AwsIdentity =
  | { readonly kind: 'keys'; readonly accessKeyId: string; readonly secretAccessKey: Secret }
  | { readonly kind: 'ambient' }
  | { readonly kind: 'role'; readonly roleArn: string; readonly externalId: string | undefined }
  | { readonly kind: 'profile'; readonly profile: string };

/** Reads user and password of an awsecr record; the words are anchore-engine's (`awsauto`, `_iam_role`). */
export function identityOf(user: string, secret: Secret): AwsIdentity {
  const text = secret.reveal();
  if (isAwsAuto(user, secret)) return { kind: 'ambient' };
  if (user === '_aws_profile') return { kind: 'profile', profile: text };
  if (user !== '_iam_role') return { kind: 'keys', accessKeyId: user, secretAccessKey: new SecretValue(text) };
  const separator = text.indexOf(';');
  if (separator < 0) return { kind: 'role', roleArn: text, externalId: undefined };
  return { kind: 'role', roleArn: text.slice(0, separator), externalId: text.slice(separator + 1) };
}

/** True when user or password is `awsauto`, which anchore-engine checks for every type of registry. */
export function isAwsAuto(user: string, secret: Secret): boolean {
  return user === 'awsauto' || secret.reveal() === 'awsauto';
}

/** Whether an identity draws on the ambient role, and so needs `allow_awsecr_iam_auto`. */
export function needsAmbientRole(identity: AwsIdentity): boolean {
  return identity.kind === 'ambient' || identity.kind === 'role';
}

/**
 * Tells identities apart without giving them away: 32 hex characters.
 * Holds who asks and where (user, role, profile, region, endpoint), never a rotating or secret key.
 */
export function identityFingerprint(identity: AwsIdentity, location: EcrLocation): string {
  const parts = [...identityParts(identity), location.region ?? '', location.account ?? '', location.endpoint ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
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
