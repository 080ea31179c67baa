/** Why there is no usable token of a CI job, or why AWS refused it. */
import type { Hint } from '../errors.js';
import type { TokenClaims } from './json-web-token.js';

/** There is no token to send to AWS; the message is in our own words, and `next` is what to do. */
export class JobTokenFailure extends Error {
  override readonly name = 'JobTokenFailure';

  constructor(
    message: string,
    readonly next: Hint,
  ) {
    super(message);
  }
}

/** What was sent, less the token. */
export interface SentToken {
  readonly roleArn: string;
  /** For people, such as `GitHub Actions`. */
  readonly source: string;
  readonly claims: TokenClaims;
  /** The record names the variable that has the token. */
  readonly variable?: string | undefined;
  /** The token is that of a pod, and the role that of its service account. */
  readonly isOfPod?: boolean;
}

/** STS refused the token. */
export class JobTokenRefused extends Error {
  override readonly name = 'JobTokenRefused';

  constructor(
    readonly sent: SentToken,
    /** What the SDK threw; to be translated, never shown. */
    readonly reason: unknown,
  ) {
    super(sent.roleArn);
  }
}
