/** A registry's realm can lead a password nowhere that its owner would not send it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayDial, permittedRealm, type RealmContext } from '../../src/distribution/realm-rules.js';
import { TsRegError } from '../../src/errors.js';
import { isForbiddenAddress } from '../../src/system/ip-address.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const remote: RealmContext = {
  registry: 'registry.example.com',
  registryUrl: new URL('https://registry.example.com/v2/'),
  verifyTls: true,
};
const insecure: RealmContext = { ...remote, verifyTls: false };
const local: RealmContext = {
  registry: 'localhost:5000',
  registryUrl: new URL('http://localhost:5000/v2/'),
  verifyTls: true,
};

describe('permitted', () => {
  it.each<[string, RealmContext]>([
    ['https://registry.example.com/token', remote],
    ['https://auth.example.com:8443/token?account=x', remote],
    ['https://auth.elsewhere.example/token', remote],
    ['HTTPS://AUTH.EXAMPLE.COM/token', remote],
    ['https://10.0.0.7/token', remote],
    ['http://auth.example.com/token', insecure],
    ['https://127.0.0.1/token', insecure],
    ['http://localhost:5001/token', local],
    ['http://127.0.0.1:5001/token', local],
    ['https://auth.example.com/token', local],
  ])('%s', (realm, context) => {
    expect(permittedRealm(realm, context).href).toBe(new URL(realm).href);
  });
});

describe('refused', () => {
  const metadata = [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '[fe80::1]',
    '[febf::1]',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '100.100.100.200',
    '0.0.0.0',
    '[::]',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '0',
    '0x0',
    '169.254.169.254.',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::1]',
  ];
  it.each(metadata)('https://%s/, for every registry and with --insecure too', (host) => {
    for (const context of [remote, insecure, local]) {
      expect(() => permittedRealm(`https://${host}/token`, context)).toThrow(
        /names a forbidden token server: |URL is invalid/,
      );
    }
  });

  it.each(['127.0.0.1', '127.1', '2130706433', '0x7f.1', 'localhost', 'localhost.', '[::1]', '[::ffff:127.0.0.1]'])(
    'https://%s/: another machine has no business in this one',
    (host) => {
      expect(() => permittedRealm(`https://${host}/token`, remote)).toThrow(
        /names a forbidden token server: |URL is invalid/,
      );
    },
  );

  it.each<[string, RealmContext]>([
    ['http://registry.example.com/token', remote],
    ['http://auth.example.com/token', remote],
    ['http://auth.example.com/token', local],
    ['HTTP://auth.example.com/token', remote],
  ])('%s: plain http', (realm, context) => {
    expect(() => permittedRealm(realm, context)).toThrow(/asks for the password over plain http, at http:\/\//);
  });

  it.each([
    'https://user@auth.example.com/',
    'https://user:secret@auth.example.com/',
    'https://:@auth.example.com/@',
    'https://good.example%40x@evil.example/',
  ])('%s: a user name in the URL', (realm) => {
    expect(() => permittedRealm(realm, remote)).toThrow(/names a token server whose URL is invalid/);
  });

  it.each([
    '',
    'token',
    '/token',
    '//auth.example.com/token',
    'ftp://auth.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:,x',
    'https:auth.example.com',
    'https:///auth.example.com',
    'https://',
    'https:\\\\auth.example.com',
    'https://auth.example.com\\@evil.example/',
    ' https://auth.example.com/',
    'https://auth.example.com/ ',
    'https://auth.example.com/\n',
    'https://auth\n.example.com/',
    'https://auth\t.example.com/',
    'https://\u0430uth.example.com/',
    'https://auth.example.com\u3002evil.example/',
    'https://auth.example.com:99999/',
    'https://[::1/',
    'https://a b/',
    'https://?x',
    'https://#x',
    'https://auth.example.com/\u0000',
  ])('%j: no URL', (realm) => {
    expect(() => permittedRealm(realm, remote)).toThrow('names a token server whose URL is invalid');
  });
});

describe('the address that a name resolves to', () => {
  const auth = new URL('https://auth.example.com/');
  it.each([
    ['169.254.169.254', remote, false],
    ['169.254.169.254', insecure, false],
    ['169.254.169.254', local, false],
    ['::ffff:a9fe:a9fe', remote, false],
    ['fe80::1%eth0', remote, false],
    ['127.0.0.1', remote, false],
    ['::1', remote, false],
    ['127.0.0.1', local, true],
    ['127.0.0.1', insecure, true],
    ['10.1.2.3', remote, true],
    ['8.8.8.8', remote, true],
  ])('%s for %j: %s', (address, context, expected) => {
    expect(mayDial(address, auth, context)).toBe(expected);
  });

  it("may be this machine for the registry's own name, which a person chose", () => {
    expect(mayDial('127.0.0.1', remote.registryUrl, remote)).toBe(true);
    expect(mayDial('169.254.169.254', remote.registryUrl, remote)).toBe(false);
  });
});

it(
  'no text at all gets a password to a metadata address, over plain http or behind a user name',
  () => {
    const piece = fc.constantFrom(
      'https://',
      'http://',
      'HTTPS://',
      '169.254.169.254',
      '127.0.0.1',
      'a.example',
      '@',
      ':',
      '/',
      '\\',
      '?',
      '#',
      '[',
      ']',
      '::ffff:',
      '0x',
      '\n',
      '\t',
      ' ',
      '%',
      '2852039166',
      '.',
      '443',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
          fc.webUrl(),
        ),
        (realm) => {
          try {
            const url = permittedRealm(realm, remote);
            expect(url.protocol).toBe('https:');
            expect(url.username + url.password).toBe('');
            expect(isForbiddenAddress(url.hostname)).toBe(false);
            expect(realm.toLowerCase()).toContain('https://');
          } catch (error) {
            if (!(error instanceof TsRegError)) throw error;
            expect(error.message).toMatch(/^[ -~]{1,400}$/s);
          }
        },
      ),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
