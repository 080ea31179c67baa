/** Short-lived credentials and their freshness. Pure: the time is passed in, in milliseconds since the epoch. */
import type { Secret } from '../secret.js';

/** What a registry accepts for some hours. */
export interface Token {
  readonly username: string;
  readonly password: Secret;
  /** When we fetched it, by our clock. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A token as it is kept: with the fingerprint of the identity that it was issued to. */
export interface CachedToken extends Token {
  readonly fingerprint: string;
  /** Whether it came by the role of this machine, so that it is handed out only while that is allowed. */
  readonly usesAmbientRole?: boolean;
}

export type Freshness = 'fresh' | 'usable' | 'expired';

/** A token is not handed out in its last minute: the pull that asked for it must still succeed. */
const expiryMargin = 60_000;
/** A token "issued" further ahead than this comes from a clock that was wrong: it is renewed. */
const clockTolerance = 300_000;
/** ECR tokens live 12 hours; a longer life means that one of the two clocks was wrong. */
const longestLife = 13 * 3_600_000;

/**
 * `fresh`: hand it out. `usable`: past half of its life, renew if possible, else hand it out.
 * `expired`: never hand it out. A token from the future or with an impossible life counts as expired.
 */
export function tokenFreshness(token: Pick<Token, 'issuedAt' | 'expiresAt'>, now: number): Freshness {
  const life = token.expiresAt - token.issuedAt;
  if (!(life > 0) || life > longestLife || token.issuedAt > now + clockTolerance) return 'expired';
  // Negated, so that a time that is no number is expired too.
  if (!(now < token.expiresAt - expiryMargin)) return 'expired';
  return now < token.issuedAt + life / 2 ? 'fresh' : 'usable';
}
