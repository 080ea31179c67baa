/**
 * What the database or the way to it answered, in our words: the place, the reason, the next step. The server's own
 * text never travels on: its `detail` quotes key values, its messages role names and statements.
 * Codes: PostgreSQL documentation, Appendix A; errno names of Node; names of OpenSSL's verification results.
 */
import { type ErrorKind, type Hint, TsRegError } from '../errors.js';
import { errnoOf } from '../system/file-error.js';
import { hint } from '../system/hint.js';

interface Reason {
  readonly kind: ErrorKind;
  readonly reason: string;
  readonly hint: Hint;
}

const states: Readonly<Record<string, Reason>> = {
  '25006': {
    kind: 'io',
    reason: 'it is read-only, like a replica',
    hint: hint`set TS_REG_STORE or store to the primary`,
  },
  '28000': {
    kind: 'unavailable',
    reason: 'it rejects this user',
    hint: hint`check the user in the URL, and pg_hba.conf there: docs/shared-store.md`,
  },
  '28P01': {
    kind: 'unavailable',
    reason: 'it does not accept the password',
    hint: hint`set the password in the URL, PGPASSWORD or PGPASSFILE`,
  },
  '3D000': { kind: 'unavailable', reason: 'there is no such database', hint: hint`createdb, see docs/shared-store.md` },
  '40001': { kind: 'unavailable', reason: 'too many concurrent writes', hint: hint`run the command again` },
  '40P01': { kind: 'unavailable', reason: 'too many concurrent writes', hint: hint`run the command again` },
  '42501': {
    kind: 'io',
    reason: 'permission denied for this user',
    hint: hint`grant the rights that docs/shared-store.md lists`,
  },
  '53100': { kind: 'io', reason: 'its disk is full', hint: hint`free space there, then run the command again` },
  '53300': {
    kind: 'unavailable',
    reason: 'it has no free connection',
    hint: hint`raise max_connections there, or run the command again: docs/shared-store.md#size`,
  },
  '55P03': {
    kind: 'unavailable',
    reason: 'another machine holds a lock (timed out waiting for it)',
    hint: hint`run the command again`,
  },
  '57014': { kind: 'unavailable', reason: 'it took too long', hint: hint`run the command again` },
  '57P03': { kind: 'unavailable', reason: 'it is starting up or shutting down', hint: hint`run the command again` },
};

const classes: Readonly<Record<string, Reason>> = {
  '08': { kind: 'unavailable', reason: 'the connection was lost', hint: hint`run the command again` },
  '53': { kind: 'io', reason: 'it is out of resources', hint: hint`check the log of the server` },
  '57': { kind: 'unavailable', reason: 'it ended the connection', hint: hint`run the command again` },
  '58': { kind: 'io', reason: 'it reports a system error', hint: hint`check the log of the server` },
};

const network: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'host or network is unreachable',
  ENETUNREACH: 'host or network is unreachable',
  ENOTFOUND: 'its host name cannot be resolved',
  EAI_AGAIN: 'its host name cannot be resolved at the moment',
  ENOENT: 'there is no such socket',
  EACCES: 'permission denied on its socket',
};

const reachHint = hint`check host and port in TS_REG_STORE or store, then: ts-reg doctor`;

/** Texts of pg itself, which have no code. */
const messagePatterns: readonly (readonly [RegExp, string, Hint])[] = [
  [/^timeout expired$|^Query read timeout$/, 'it does not answer', reachHint],
  [/does not support SSL/, 'it does not support TLS', hint`enable TLS there; on a trusted network: sslmode=disable`],
  [/client password must be/, 'it requires a password', hint`set the password in the URL, PGPASSWORD or PGPASSFILE`],
  [
    /^Connection terminated|not queryable|error establishing an SSL/,
    'the connection was lost',
    hint`run the command again`,
  ],
];

const tlsHint = hint`trust its certificate authority: sslrootcert=/path/to/ca.pem in the URL of the store`;

/** The SQLSTATE that {@link databaseError} put into an error's detail; undefined for any other error. */
export function sqlStateOf(error: unknown): string | undefined {
  const state = error instanceof TsRegError ? error.detail['sqlstate'] : undefined;
  return typeof state === 'string' ? state : undefined;
}

/** Whether the connection is gone or was never there, so that another one may do better. */
export function isLost(error: unknown): boolean {
  return error instanceof TsRegError && error.detail['lost'] === true;
}

/** The error to throw when `doing` (`reach`, `use`) failed at a place; a TsRegError passes through. */
export function databaseError(error: unknown, doing: string, place: string): TsRegError {
  if (error instanceof TsRegError) return error;
  const code = errnoOf(error) ?? '';
  // Every SQLSTATE has a digit; EPIPE has none.
  const state = /^(?=.*[0-9])[0-9A-Z]{5}$/.test(code) ? code : undefined;
  const { kind, reason, hint: next } = state === undefined ? reasonOf(error, code) : reasonOfState(state);
  const lost = state === undefined || /^(?:08|57P|25P03)/.test(state);
  return new TsRegError(kind, `cannot ${doing} the ${place}: ${reason}`, {
    hint: next,
    detail: { place, ...(state === undefined ? { code } : { sqlstate: state }), ...(lost ? { lost } : {}) },
  });
}

/** The error for a server that said nothing for this time. */
export function noAnswer(place: string, milliseconds: number): TsRegError {
  const seconds = (milliseconds / 1_000).toFixed(1);
  return new TsRegError('unavailable', `cannot use the ${place}: no answer for ${seconds} s`, {
    hint: hint`run the command again`,
    detail: { place, lost: true },
  });
}

function reasonOfState(state: string): Reason {
  return (
    states[state] ??
    classes[state.slice(0, 2)] ?? {
      kind: 'io',
      reason: `it answers with SQLSTATE ${state}`,
      hint: hint`check the log of the server`,
    }
  );
}

function reasonOf(error: unknown, code: string): Reason {
  const known = network[code];
  if (known !== undefined) return { kind: 'unavailable', reason: `${known} (${code})`, hint: reachHint };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      kind: 'unavailable',
      reason: `its TLS certificate is for another name (${code})`,
      hint: hint`use the host name of the certificate in the URL of the store`,
    };
  if (/CERT|SELF_SIGNED|ISSUER|SIGNATURE|CRL/.test(code))
    return { kind: 'unavailable', reason: `its TLS certificate is not trusted (${code})`, hint: tlsHint };
  if (/^(?:ERR_SSL|ERR_TLS|EPROTO)/.test(code))
    return { kind: 'unavailable', reason: `TLS failed (${code})`, hint: tlsHint };
  const text = error instanceof Error ? error.message : '';
  const saying = messagePatterns.find(([pattern]) => pattern.test(text));
  if (saying !== undefined) return { kind: 'unavailable', reason: saying[1], hint: saying[2] };
  return {
    kind: 'unavailable',
    reason: /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : 'the connection failed',
    hint: reachHint,
  };
}

/** The error for all that is asked of a database after the deadline of the call. */
export function outOfTime(place: string): TsRegError {
  return new TsRegError('unavailable', `the ${place} did not answer in time`, {
    hint: hint`find out why: ts-reg doctor`,
    detail: { place, lost: true },
  });
}
