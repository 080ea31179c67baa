/** What a database answers becomes one line with the place, the reason and a next step; its own words go nowhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { databaseError, isLost, noAnswer, sqlStateOf } from '../../src/shared-store/database-error.js';

const place = 'database ts_reg on db.example.com:5432';
const foreign = (code: string | undefined, message = 'canary: the server quotes a key'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('an error of the database', () => {
  it.each([
    ['28P01', 'unavailable', 'it does not accept the password', 'PGPASSFILE'],
    ['3D000', 'unavailable', 'there is no such database', 'createdb'],
    ['42501', 'io', 'permission denied for this user', 'docs/shared-store.md'],
    ['25006', 'io', 'it is read-only, like a replica', 'the primary'],
    ['53300', 'unavailable', 'it has no free connection', 'max_connections'],
    ['53100', 'io', 'its disk is full', 'free space'],
    ['08006', 'unavailable', 'the connection was lost', 'again'],
    ['57P01', 'unavailable', 'it ended the connection', 'again'],
    ['XX000', 'io', 'it answers with SQLSTATE XX000', 'log of the server'],
  ])('%s is %s: %s', (code, kind, reason, hint) => {
    const error = databaseError(foreign(code), 'use', place);
    expect(error).toMatchObject({
      kind,
      message: `cannot use the ${place}: ${reason}`,
      detail: { place, sqlstate: code },
    });
    expect(error.hint).toContain(hint);
  });

  it.each([
    ['ECONNREFUSED', 'nothing listens at that address (ECONNREFUSED)'],
    ['ENOTFOUND', 'its host name cannot be resolved (ENOTFOUND)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'its TLS certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its TLS certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS failed (ERR_SSL_WRONG_VERSION_NUMBER)'],
    ['EMFILE', 'EMFILE'],
    ['odd code!', 'the connection failed'],
    [undefined, 'the connection failed'],
  ])('of the way to it, %s, is unavailable: %s', (code, reason) => {
    const error = databaseError(foreign(code), 'reach', place);
    expect(error).toMatchObject({ kind: 'unavailable', message: `cannot reach the ${place}: ${reason}` });
    expect(isLost(error)).toBe(true);
    expect(error.hint).toMatch(/^(?:check host and port|use the host name|trust its)/);
    expect(sqlStateOf(error)).toBeUndefined();
  });

  it.each([
    ['timeout expired', 'it does not answer'],
    ['The server does not support SSL connections', 'it does not support TLS'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string', 'it requires a password'],
    ['Connection terminated unexpectedly', 'the connection was lost'],
  ])('of the package pg, "%s", is put into our words: %s', (message, reason) => {
    expect(databaseError(foreign(undefined, message), 'reach', place).message).toBe(
      `cannot reach the ${place}: ${reason}`,
    );
  });

  it('lets no foreign text through, whatever it says', () => {
    const code = fc.oneof(fc.string(), fc.stringMatching(/^[0-9A-Z]{5}$/), fc.constant(undefined));
    fc.assert(
      fc.property(code, fc.string({ minLength: 8 }), (given, text) => {
        const error = databaseError(foreign(given, `canary ${text}`), 'use', place);
        expect(error.message).not.toContain('canary');
        expect(error.message).not.toContain('\n');
        expect(error.cause).toBeUndefined();
        expect(error.hint).toMatch(/./);
      }),
    );
  });

  it('passes on what is in our words already, and takes anything thrown', () => {
    const own = new TsRegError('refused', 'AWS says: no');
    expect(databaseError(own, 'use', place)).toBe(own);
    expect(databaseError('a string', 'use', place).message).toBe(`cannot use the ${place}: the connection failed`);
  });
});

describe('a connection', () => {
  it('is lost when the server ends it or nothing is heard, and not when a statement is refused', () => {
    for (const code of ['57P01', '57P03', '08006', '25P03'])
      expect(isLost(databaseError(foreign(code), 'use', place))).toBe(true);
    for (const code of ['42501', '55P03', '57014', '40001'])
      expect(isLost(databaseError(foreign(code), 'use', place))).toBe(false);
    expect(isLost(noAnswer(place, 4_500))).toBe(true);
    expect(noAnswer(place, 4_500).message).toBe(`cannot use the ${place}: no answer for 4.5 s`);
    expect(isLost(new Error('something else'))).toBe(false);
  });
});
