import { inspect } from 'node:util';
import { AxiosError, AxiosHeaders } from 'axios';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../src/redact.js';
import { Secret } from '../src/secret.js';
import { fuzzRuns, fuzzTimeout } from './support/fuzz-runs.js';

const awsSecret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('redact takes out', () => {
  it.each([
    ['a Basic header', 'Authorization: Basic dXNlcjpodW50ZXIy', 'Authorization: [redacted]'],
    ['a Bearer header', 'authorization: Bearer abc.DEF-123~x', 'authorization: [redacted]'],
    [
      'a signed header',
      "authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/2026/x, Signature=abc'",
      'authorization: [redacted]',
    ],
    ['a proxy header', 'Proxy-Authorization: Basic YTpi', 'Proxy-Authorization: [redacted]'],
    ['a session token header', 'X-Amz-Security-Token: FwoGZXIvYXdzEBY', 'X-Amz-Security-Token: [redacted]'],
    ['a metadata token header', 'x-aws-ec2-metadata-token: AQAEAF==', 'x-aws-ec2-metadata-token: [redacted]'],
    ['a cookie', 'set-cookie: session=abc', 'set-cookie: [redacted]'],
    ['a credential without its header', 'sent Basic dXNlcjpw to it', 'sent Basic [redacted] to it'],
    ['a password in a URL', 'postgres://me:hunter2@db/x', 'postgres://[redacted]@db/x'],
    ['a password with an @ in a URL', 'https://me:p@ss:w@host/v2/', 'https://[redacted]@host/v2/'],
    ['a user name in a URL', 'https://me@host', 'https://[redacted]@host'],
    [
      'unknown query parameters',
      'GET /token?service=r&scope=x&code=hunter2',
      'GET /token?service=r&scope=x&code=[redacted]',
    ],
    ['a signature in a URL', '?X-Amz-Date=1&X-Amz-Signature=ab12', '?X-Amz-Date=1&X-Amz-Signature=[redacted]'],
    ['a JSON password', '{"user":"a","password":"hun\\"ter2"}', '{"user":"a","password":[redacted]}'],
    [
      'a JSON password in JSON',
      '"{\\"password\\":\\"hunter2\\",\\"a\\":1}"',
      '"{\\"password\\":[redacted],\\"a\\":1}"',
    ],
    ['an inspected password', "{ username: 'a', password: 'hunter2' }", "{ username: 'a', password: [redacted] }"],
    ['docker auths', '{"auths":{"h":{"auth":"YTpi"}}}', '{"auths":{"h":{"auth":[redacted]}}}'],
    ['an identity token', '"identitytoken": "abc"', '"identitytoken": [redacted]'],
    ['the password of the Anchore API', '"registry_pass": "hunter2"', '"registry_pass": [redacted]'],
    ['a variable', 'ANCHORE_CLI_PASS=foobar next', 'ANCHORE_CLI_PASS=[redacted] next'],
    [
      'AWS variables',
      'AWS_SECRET_ACCESS_KEY=abc AWS_SESSION_TOKEN=def',
      'AWS_SECRET_ACCESS_KEY=[redacted] AWS_SESSION_TOKEN=[redacted]',
    ],
    ['our key', 'TS_REG_KEY=YWJj', 'TS_REG_KEY=[redacted]'],
    ['a secret of the SDK', "secretAccessKey: 'abc',", 'secretAccessKey: [redacted],'],
    ['an AWS secret key anywhere', `key ${awsSecret} was wrong`, 'key [redacted] was wrong'],
    ['an ECR authorization token', `got ${Buffer.from('AWS:eyJwYXlsb2FkIjoi').toString('base64')}.`, 'got [redacted].'],
    ['a 32-byte key in base64', `<${Buffer.alloc(32, 'ts-reg').toString('base64')}>`, '<[redacted]>'],
    ['a JSON web token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln', '[redacted]'],
    ['a session token', `t ${'IQoJb3JpZ2luX2VjE'.repeat(8)} u`, 't [redacted] u'],
    ['a private key', 'a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b', 'a [redacted] b'],
    ['a private key that is cut off', '-----BEGIN PRIVATE KEY-----\nMII', '[redacted]'],
  ])('%s', (_case, text, shown) => {
    expect(redact(text)).toBe(shown);
  });
});

describe('redact leaves', () => {
  it.each([
    'cannot refresh credentials for 123456789012.dkr.ecr.us-east-1.amazonaws.com: UnrecognizedClientException: The security token included in the request is invalid',
    'identity: static keys AKIAIOSFODNN7EXAMPLE',
    'www-authenticate: Bearer realm="https://auth.example.com/token",service="registry.example.com",error="invalid_token"',
    'www-authenticate: Basic realm="Registry"',
    'Basic authentication failed, and the bearer token too',
    'GET https://registry.example.com:5000/v2/?n=5&last=team/app 401',
    'https://host/path@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'at parse (file:///usr/lib/node_modules/ts-reg/dist/registryNames.js:10:3)',
    'records/e3b0c44298fc1c149afbf4c8996fb92427ae41e4.json',
    'password: [redacted]',
    'tokens: 5, passed: 3, secretly fine',
    '',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('a known secret', () => {
  const anySecret = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 });
  const around = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });

  it(
    'does not show, however it is written and whatever stands around it',
    () => {
      const spellings: Readonly<Record<string, (text: string) => string>> = {
        raw: (text) => text,
        json: (text) => JSON.stringify(text).slice(1, -1),
        url: (text) => encodeURIComponent(text),
        hex: (text) => Buffer.from(text).toString('hex'),
      };
      fc.assert(
        fc.property(
          anySecret,
          around,
          around,
          fc.constantFrom(...Object.keys(spellings)),
          (text, before, after, name) => {
            const spelling = spellings[name]?.(text) ?? '';
            fc.pre(!`${before}${after}[redacted]`.includes(spelling));
            const shown = redact(`${before} ${spelling} ${after}`, [new Secret(text)]);
            expect(shown.replaceAll('[redacted]', '')).not.toContain(spelling);
          },
        ),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'does not show inside base64 of a longer text',
    () => {
      const long = fc.string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 60 });
      fc.assert(
        fc.property(
          long,
          around,
          around,
          fc.constantFrom('base64' as const, 'base64url' as const),
          (text, before, after, encoding) => {
            const encoded = Buffer.from(`${before}${text}${after}`).toString(encoding);
            const shown = redact(`<<${encoded}>>`, [new Secret(text)]);
            expect(shown).toContain('[redacted]');
          },
        ),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it('goes before a shorter one inside it, so that no end of it stays', () => {
    expect(redact('x hunter2-and-more y', [new Secret('hunter2'), new Secret('hunter2-and-more')])).toBe(
      'x [redacted] y',
    );
  });

  it('of half a surrogate pair is no reason to fail', () => {
    expect(redact('a \ud83dbcd e', [new Secret('\ud83dbcd')])).toBe('a [redacted] e');
  });

  it('of fewer than four characters is left to the patterns, as its gaps would tell it', () => {
    expect(redact('aaa password=a', [new Secret('a')])).toBe('aaa password=[redacted]');
  });
});

it('cleans an inspected AxiosError, which carries the password in four places', () => {
  const headers = new AxiosHeaders({ Authorization: 'Basic YWRtaW46aHVudGVyMg==' });
  const error = new AxiosError('failed', 'ECONNRESET', {
    headers,
    auth: { username: 'admin', password: 'hunter2' },
    data: '{"registry_pass":"hunter2"}',
    url: 'https://admin:hunter2@host/v1',
  });
  const shown = redact(inspect(error, { depth: null }));
  expect(shown).toContain('ECONNRESET');
  expect(shown).not.toContain('hunter2');
  expect(shown).not.toContain('YWRtaW46aHVudGVyMg');
});

it.each([
  'a',
  '://',
  '://a@',
  '?a=b&',
  'password',
  'password=',
  'password="',
  "password='\\'",
  'password: \\"',
  'Basic ',
  'Basic A',
  'eyJ',
  'eyJaaaaaa.',
  'QVdTO',
  'aB1',
  '-----BEGIN PRIVATE KEY-----',
  '\\',
  '"',
  ' ',
  'token ',
  'bearer\t',
  '=',
])('stays linear on 200,000 characters of %j', (piece) => {
  const text = piece.repeat(Math.ceil(200_000 / piece.length));
  const start = performance.now();
  expect(typeof redact(text, [new Secret('hunter2')])).toBe('string');
  // Quadratic time would be minutes.
  expect(performance.now() - start).toBeLessThan(10_000);
});

it(
  'takes any text',
  () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof redact(text) === 'string'),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
