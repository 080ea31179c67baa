/** AWS identities: the meanings of user and password in an awsecr record (ARCHITECTURE.md, "Glossary"). */
import type { Secret } from '../secret.js';
import type { OpenRecord } from './record.js';
import { traitsOf } from './registry-type.js';

export type AwsIdentity =
  | { readonly kind: 'keys'; readonly accessKeyId: string; readonly secretAccessKey: Secret }
  | { readonly kind: 'ambient' }
  | { readonly kind: 'role'; readonly roleArn: string; readonly externalId: string | undefined }
  | { readonly kind: 'profile'; readonly profile: string };

/** Reads user and password of an awsecr record; the words are anchore-engine's (`awsauto`, `_iam_role`). */
export function identityOf(user: string, secret: Secret): AwsIdentity {
  if (isAwsAuto(user, secret)) return { kind: 'ambient' };
  if (user === '_aws_profile') return { kind: 'profile', profile: secret.reveal() };
  return user === '_iam_role' ? roleOf(secret.reveal()) : { kind: 'keys', accessKeyId: user, secretAccessKey: secret };
}

/** User names that stand for an identity and are no user of any registry. */
export const identityWords: readonly string[] = ['awsauto', '_iam_role', '_aws_profile'];

/**
 * Whether a user name can only be an AWS identity: an access key id (IAM user guide, "Understanding unique ID
 * prefixes") or one of the words for one. What goes with it must never reach a registry as a password.
 */
export function isAwsOnlyUser(user: string): boolean {
  const text = user.trim();
  return identityWords.includes(text) || /^A(?:KIA|SIA)[A-Z0-9]+$/.test(text);
}

/** A whole role ARN (IAM user guide, "IAM identifiers"). Text beside it may be an external id, and is not shown. */
const rolePattern = /^arn:[a-z0-9-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/**
 * Which role or profile an awsecr record names, fit to be shown: `role ARN`, `profile NAME`, never the external id.
 * Undefined where the user name tells it already, and for a role that is no ARN.
 */
export function shownIdentity({
  type,
  user,
  secret,
}: Pick<OpenRecord, 'type' | 'user' | 'secret'>): string | undefined {
  if (!traitsOf(type).needsIdentity) return undefined;
  const identity = identityOf(user, secret);
  if (identity.kind === 'profile') return `profile ${identity.profile}`;
  if (identity.kind === 'role') return rolePattern.test(identity.roleArn) ? `role ${identity.roleArn}` : undefined;
  return identity.kind === 'ambient' && user !== 'awsauto' ? 'awsauto' : undefined;
}

/** `arn` or `arn;external-id`; AWS knows no empty external id, so `arn;` has none. */
function roleOf(text: string): AwsIdentity {
  const [roleArn = '', ...rest] = text.split(';');
  const externalId = rest.join(';');
  return { kind: 'role', roleArn, externalId: externalId === '' ? undefined : externalId };
}

/** True when user or password is `awsauto`, which anchore-engine checks for every type of registry. */
export function isAwsAuto(user: string, secret: Secret): boolean {
  return user === 'awsauto' || secret.reveal() === 'awsauto';
}

/** Whether an identity draws on the ambient role, and so needs `allow_awsecr_iam_auto`. */
export function needsAmbientRole(identity: AwsIdentity): boolean {
  return identity.kind === 'ambient' || identity.kind === 'role';
}

/** The first character that no access key id has, in words for a message; undefined when there is none. */
export function strangeCharacter(accessKeyId: string): string | undefined {
  const strange = Array.from(accessKeyId).find((character) => !/^[A-Z0-9]$/.test(character));
  if (strange === undefined) return undefined;
  const code = `U+${(strange.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  // Letters, marks, digits, punctuation and symbols can be seen; blanks and what has no width cannot.
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(strange) ? `'${strange}' (${code})` : `an invisible character (${code})`;
}
