/** Texts that are secrets by their form, so that none is repeated when it was typed in the wrong place. */

/** AWS: secret access keys have 40 characters of base64. */
const awsSecretForm = /^(?!A(?:KIA|SIA)[A-Z0-9]{16}$)[A-Za-z0-9/+]{40}$/;
/** IAM user guide, "Understanding unique ID prefixes": 20 characters so far, at most 128. */
const awsKeyIdForm = /^A(?:KIA|SIA)[A-Z0-9]{12,124}$/;
/** What the vendors of tokens and private keys begin them with (GitHub, GitLab, Docker, npm, JSON Web Tokens, PEM). */
const tokenPrefix = /^(?:gh[opsur]_|github_pat_|gl[a-z]{2,4}-|dckr_|npm_|sk-|xox[a-z]-|eyJ|-----BEGIN )/;
/** Longer texts without a blank are no user names that people have. */
const longestWord = 64;

/** Whether a text has the form of an AWS secret access key, and not that of a key id. */
export function hasAwsSecretForm(text: string): boolean {
  return awsSecretForm.test(text.trim());
}

/** Whether a text has the form of an AWS access key id, which is no secret. */
export function hasAwsKeyIdForm(text: string): boolean {
  return awsKeyIdForm.test(text.trim());
}

/** Whether a text must not be shown though it was given as a user name. */
export function hasSecretForm(text: string): boolean {
  return hasAwsSecretForm(text) || tokenPrefix.test(text.trim()) || (text.length > longestWord && !text.includes(' '));
}

/** A user name for a message: itself, or a word in its place where it may be a secret. */
export function shownUser(user: string): string {
  return hasSecretForm(user) ? 'USER' : user;
}
