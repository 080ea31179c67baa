/** The URL of a shared store: every part where it belongs, libpq's variables for what it leaves out, and no guess. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import { type DatabaseAddress, parsePostgresUrl, placeOf, storeNameOf } from '../../src/shared-store/postgres-url.js';
import type { Environment } from '../../src/system/environment.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const parse = (url: string, environment: Environment = {}): DatabaseAddress =>
  parsePostgresUrl(new Secret(url), environment);

function refusal(url: string, environment: Environment = {}): TsRegError {
  try {
    parse(url, environment);
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
  throw new Error(`${url} was accepted`);
}

describe('the URL of a store', () => {
  it('says everything', () => {
    const address = parse(
      'postgresql://ann:p%40ss@db.example.com:6432/fleet?schema=runners&application_name=ci&sslmode=verify-full&sslrootcert=/ca.pem',
    );
    expect(address).toMatchObject({
      host: 'db.example.com',
      port: 6432,
      database: 'fleet',
      user: 'ann',
      schema: 'runners',
      applicationName: 'ci',
      tls: { verify: 'name', rootCertificate: '/ca.pem' },
    });
    expect(address.password?.reveal()).toBe('p@ss');
  });

  it('needs a user and nothing else', () => {
    expect(parse('postgres://ann@/')).toEqual({
      host: 'localhost',
      port: 5432,
      database: 'ann',
      user: 'ann',
      password: undefined,
      schema: 'ts_reg',
      applicationName: 'ts-reg',
      tls: undefined,
    });
  });

  it("takes from libpq's variables what it leaves out, and nothing that it says", () => {
    const environment = {
      PGHOST: 'env.example',
      PGPORT: '7000',
      PGDATABASE: 'envdb',
      PGUSER: 'env',
      PGPASSWORD: 'envpass',
      PGAPPNAME: 'envapp',
      PGSSLMODE: 'verify-ca',
      PGSSLROOTCERT: '/env-ca.pem',
    };
    const left = parse('postgres://', environment);
    expect(left).toMatchObject({
      host: 'env.example',
      port: 7000,
      database: 'envdb',
      user: 'env',
      applicationName: 'envapp',
      tls: { verify: 'chain', rootCertificate: '/env-ca.pem' },
    });
    expect(left.password?.reveal()).toBe('envpass');
    const said = parse('postgres://ann:own@db.example:1/own?sslmode=disable&application_name=own', environment);
    expect(said).toMatchObject({
      host: 'db.example',
      port: 1,
      database: 'own',
      user: 'ann',
      applicationName: 'own',
      tls: undefined,
    });
    expect(said.password?.reveal()).toBe('own');
  });

  it.each([
    ['postgres://ann@[::1]:5433/db', '::1', 'database db on [::1]:5433'],
    ['postgres://ann@%2Fvar%2Frun%2Fpostgresql/db', '/var/run/postgresql', 'database db at /var/run/postgresql'],
    ['postgres://ann@/db?host=/tmp', '/tmp', 'database db at /tmp'],
    ['postgres://ann@db.example/db', 'db.example', 'database db on db.example:5432'],
  ])('%s is at %s', (url, host, place) => {
    expect(parse(url).host).toBe(host);
    expect(placeOf(parse(url))).toBe(place);
  });

  it.each([
    ['mysql://ann@db/x', 'is not postgres://'],
    ['postgres://ann:p@ss@db/x', 'written as %40'],
    ['postgres://ann:pa/ss@db/x', 'written as %40'],
    ['postgres://ann@db:99999/x', 'no valid port'],
    ['postgres://ann@db:0/x', 'no valid port'],
    ['postgres://ann@one,two/x', 'more than one host'],
    ['postgres://ann@one:1,two:2/x', 'more than one host'],
    ['postgres://db/x', 'names no user'],
    ['postgres://ann@db/x?sslmod=verify-full', "unknown parameter 'sslmod'"],
    ['postgres://ann@db/x?sslmode=verifyfull', 'unsupported sslmode'],
    ['postgres://ann@db/x?schema=Fleet', 'lower-case'],
    ['postgres://ann@db/x?schema=a;drop', 'lower-case'],
    ['postgres://ann@db/x?schema=', 'lower-case'],
    ['postgres://ann@db/x?password=canary', 'password in a parameter'],
    ['postgres://ann@db/%zz', 'followed by two hex digits'],
    ['postgres://ann@db/x#y', 'is not postgres://'],
    ['', 'is not postgres://'],
  ])('%s is refused: %s', (url, reason) => {
    expect(refusal(url)).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(reason) as string,
      hint: expect.any(String) as string,
    });
  });

  it('that is wrong is never repeated: it may hold a password', () => {
    for (const url of [
      'postgres://ann:canary@db:0/x',
      'postgres://ann:can/ary@db/x',
      'postgres://ann:canary@db/x?nope=canary',
      'postgres://ann:canary@db/%zz',
    ]) {
      expect(`${refusal(url).message} ${refusal(url).hint ?? ''}`).not.toContain('canary');
    }
  });

  it(
    'gives back every user, password and database, however they are written',
    () => {
      const text = fc.string({ unit: 'binary', minLength: 1 });
      fc.assert(
        fc.property(text, text, text, (user, password, database) => {
          const address = parse(
            `postgres://${[user, password].map(encodeURIComponent).join(':')}@db.example/${encodeURIComponent(database)}`,
          );
          expect(address).toMatchObject({ user, database });
          expect(address.password?.reveal()).toBe(password);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'is parsed or refused as usage, whatever it is',
    () => {
      const part = fc.oneof(
        fc.string(),
        fc.constantFrom(
          'postgres://',
          '@',
          ':',
          '/',
          '?',
          '&',
          '=',
          '%',
          '[',
          ']',
          ',',
          'sslmode=',
          'host=',
          'ann',
          'db.example',
        ),
      );
      fc.assert(
        fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
          const url = `postgres://${parts.join('')}`;
          try {
            expect(parse(url).host).not.toBe('');
          } catch (error) {
            expect(error).toMatchObject({ name: 'TsRegError', kind: 'usage' });
          }
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

describe('the name of a store', () => {
  it('is that of its tables, whoever asks and under whatever password', () => {
    const name = storeNameOf(parse('postgres://ann:one@DB.example/fleet'));
    expect(storeNameOf(parse('postgres://bob:two@db.example:5432/fleet?sslmode=verify-full&application_name=x'))).toBe(
      name,
    );
    expect(storeNameOf(parse('postgres://ann@db.example/other'))).not.toBe(name);
    expect(storeNameOf(parse('postgres://ann@db.example/fleet?schema=other'))).not.toBe(name);
    expect(name).not.toContain('one');
  });
});
