/** When `refresh --watch` has to renew again: by what the tokens have left, never by an interval. */
import type { RefreshOutcome } from '../../../registry-store/refresh.js';

/** A failure that time alone may heal, such as AWS or a disk that cannot be reached. */
const soonest = 15_000;
const latest = 300_000;
/** Tokens are not handed out in their last minute. */
const expiryMargin = 60_000;

export interface RoundResult {
  /** Undefined: the round failed as a whole. */
  readonly outcomes: readonly RefreshOutcome[] | undefined;
  /** How often in a row, this round included: of a registry, or of the round ('' is its name). */
  readonly failures: (registry: string) => number;
  /** An output could not be written. */
  readonly isOutputMissing: boolean;
}

/**
 * Milliseconds since the epoch; Infinity when there is no token to renew. A token is renewed at half of its life, and
 * up to a twentieth of it later by chance (`random` in 0…1), so that a fleet that started together does not ask AWS
 * together. What failed is tried again soon, and sooner while a token that still works is about to end.
 */
export function nextRoundAt({ outcomes, failures, isOutputMissing }: RoundResult, now: number, random: number): number {
  let next = isOutputMissing ? now + retryAfter(failures('') + 1, Infinity) : Infinity;
  if (outcomes === undefined) next = Math.min(next, now + retryAfter(failures(''), Infinity));
  for (const { registry, outcome, token } of outcomes ?? []) {
    const at =
      outcome === 'failed' || token === undefined
        ? now + retryAfter(failures(registry), (token?.expiresAt ?? Infinity) - expiryMargin - now) * (1 - random / 10)
        : token.issuedAt + (token.expiresAt - token.issuedAt) * (0.5 + random / 20);
    next = Math.min(next, at);
  }
  return Math.max(Math.ceil(next), now + 1_000);
}

function retryAfter(failures: number, left: number): number {
  const patient = Math.min(latest, soonest * 2 ** Math.min(10, Math.max(0, failures - 1)));
  return Math.max(Math.min(soonest, Math.max(1_000, left / 2)), Math.min(patient, left / 4));
}
