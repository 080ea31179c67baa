/** What is known of the token of a record without asking anybody. */
import type { Freshness } from '../registry/token.js';

/**
 * State of a cached token: `none` for an awsecr record without one, `login` for one that docker stored and nothing
 * renews.
 */
export interface TokenState {
  readonly state: Freshness | 'none' | 'login';
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
}
