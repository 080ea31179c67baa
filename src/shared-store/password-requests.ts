/**
 * Which of a server's requests for the password are answered (PostgreSQL documentation, "Message Flow", start-up).
 * An attacker on an unencrypted network can ask for the password itself (`password`), or for a hash of it that can be
 * guessed at billions a second (`md5`). SCRAM (RFC 7677) with few iterations is guessed as fast, and with very many it
 * keeps this machine busy for minutes.
 */
import { type Hint, TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';

/** PostgreSQL's own default, and the least that RFC 7677 §4 recommends. */
const fewestIterations = 4_096;
/** Takes about half a second here. */
export const mostIterations = 1_000_000;

/** The part of a connection of `pg` that says what the server asks for. */
export interface PasswordRequests {
  on(event: string, listener: (message: { readonly data?: unknown }) => void): unknown;
}

export interface PasswordRules {
  /** How messages name the database. */
  readonly place: string;
  /** The connection is encrypted, or the user said that it need not be (`sslmode=disable`). */
  readonly mayBePlain: boolean;
}

/** Calls `refuse` with the error for a request that must not be answered, before anything answers it. */
export function refuseUnsafeRequests(
  requests: PasswordRequests,
  rules: PasswordRules,
  refuse: (error: TsRegError) => void,
): void {
  const { place, mayBePlain } = rules;
  const refuseUnencrypted = (what: string): void => {
    if (mayBePlain) return;
    refuse(
      refusal(
        place,
        `it asks for ${what} on a connection without TLS`,
        hint`sslmode=require in the URL of the store; without TLS, on a network that you trust: sslmode=disable`,
      ),
    );
  };
  requests.on('authenticationCleartextPassword', () => {
    refuseUnencrypted('the password itself');
  });
  requests.on('authenticationMD5Password', () => {
    refuseUnencrypted('an MD5 hash of the password');
  });
  requests.on('authenticationSASLContinue', ({ data }) => {
    const counts = typeof data === 'string' ? iterationsIn(data) : [];
    if (counts.length === 1 && counts.every((count) => count >= fewestIterations && count <= mostIterations)) return;
    const range = `${fewestIterations.toLocaleString('en-US')} to ${mostIterations.toLocaleString('en-US')}`;
    refuse(
      refusal(
        place,
        `it asks for a SCRAM proof of the password whose iteration count is not in the range of ${range}`,
        hint`set scram_iterations there to 4096 or more, and set the password of this user again`,
      ),
    );
  });
}

/** The values of `i` in the server's first message (RFC 5802 §7). */
function iterationsIn(message: string): readonly number[] {
  return message
    .slice(0, 4_096)
    .split(',')
    .flatMap((attribute) => (attribute.startsWith('i=') ? [Number(attribute.slice(2))] : []));
}

function refusal(place: string, reason: string, next: Hint): TsRegError {
  return new TsRegError('unavailable', `cannot reach the ${place}: ${reason}; the password was not sent`, {
    hint: next,
    detail: { place },
  });
}
