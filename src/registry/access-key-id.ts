/** What an AWS access key id may look like: capital letters and digits (IAM API reference, "AccessKey"). */

/** The first character that no access key id has, in words for a message; undefined when there is none. */
export function strangeCharacter(accessKeyId: string): string | undefined {
  const strange = Array.from(accessKeyId).find((character) => !/^[A-Z0-9]$/.test(character));
  if (strange === undefined) return undefined;
  const code = `U+${(strange.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  // Letters, marks, digits, punctuation and symbols can be seen; blanks and what has no width cannot.
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(strange) ? `'${strange}' (${code})` : `an invisible character (${code})`;
}
