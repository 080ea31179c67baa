/** User names that only AWS knows: access key ids (IAM API reference, "AccessKey") and the words for an identity. */

/** The first character that no access key id has, in words for a message; undefined when there is none. */
export function strangeCharacter(accessKeyId: string): string | undefined {
  const strange = Array.from(accessKeyId).find((character) => !/^[A-Z0-9]$/.test(character));
  if (strange === undefined) return undefined;
  const code = `U+${(strange.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  // Letters, marks, digits, punctuation and symbols can be seen; blanks and what has no width cannot.
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(strange) ? `'${strange}' (${code})` : `an invisible character (${code})`;
}

/** User names that stand for an identity and are no user of any registry. */
const identityWords: readonly string[] = ['awsauto', '_iam_role', '_aws_profile'];

/**
 * Whether a user name can only be an AWS identity: an access key id (IAM user guide, "Understanding unique ID
 * prefixes") or one of the words for one. What goes with it must never reach a registry as a password.
 */
export function isAwsOnlyUser(user: string): boolean {
  const text = user.trim();
  return identityWords.includes(text) || /^A(?:KIA|SIA)[A-Z0-9]+$/.test(text);
}
