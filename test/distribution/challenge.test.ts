/** A registry's challenge is read as RFC 9110 has it, and no header can crash or stall us. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../src/distribution/challenge.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

/** `scheme token68 name=value…` for each challenge. */
const read = (header: string): string[] =>
  parseChallenges(header).map(({ scheme, token68, parameters }) =>
    [
      scheme,
      ...(token68 === undefined ? [] : [token68]),
      ...[...parameters].map(([name, value]) => `${name}=${value}`),
    ].join(' '),
  );

describe('challenges of real registries', () => {
  it.each([
    ['Basic realm="Registry Realm"', ['basic realm=Registry Realm']],
    [
      'Basic realm="https://123456789012.dkr.ecr.us-east-1.amazonaws.com/",service="ecr.amazonaws.com"',
      ['basic realm=https://123456789012.dkr.ecr.us-east-1.amazonaws.com/ service=ecr.amazonaws.com'],
    ],
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      ['bearer realm=https://auth.docker.io/token service=registry.docker.io'],
    ],
    [
      'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"',
      ['bearer realm=https://ghcr.io/token service=ghcr.io scope=repository:user/image:pull'],
    ],
    [
      'Bearer realm="https://quay.example/v2/auth",service="quay.example", Basic realm="Quay"',
      ['bearer realm=https://quay.example/v2/auth service=quay.example', 'basic realm=Quay'],
    ],
  ])('%s', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });
});

describe('the grammar', () => {
  it.each([
    ['', []],
    [' ,, ,', []],
    ['Basic', ['basic']],
    ['Negotiate, Basic realm=x', ['negotiate', 'basic realm=x']],
    ['bAsIc ReAlM="x"', ['basic realm=x']],
    ['Negotiate YII=', ['negotiate YII=']],
    ['Negotiate YI/+-._~9==, Basic realm="x"', ['negotiate YI/+-._~9==', 'basic realm=x']],
    [
      'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
      ['newauth realm=apps type=1 title=Login to "apps"', 'basic realm=simple'],
    ],
    ['Basic realm = "x" , charset\t=\tUTF-8', ['basic realm=x charset=UTF-8']],
    ['Basic , realm="x"', ['basic realm=x']],
    ['Basic   realm="x"', ['basic realm=x']],
    [',Basic realm="x",,Bearer realm=y,', ['basic realm=x', 'bearer realm=y']],
    ['Basic realm="a, Bearer realm=b"', ['basic realm=a, Bearer realm=b']],
    ['Basic realm="a\\\\"', ['basic realm=a\\']],
    ['Basic realm=""', ['basic realm=']],
    ['Basic realm="x", __proto__="y"', ['basic realm=x __proto__=y']],
    ['Basic realm="\u00e9"', ['basic realm=\u00e9']],
  ])('%j', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });
});

describe('of a malformed challenge counts what stands before the fault', () => {
  it.each([
    ['Basic realm=/', ['basic']],
    ['Basic realm=https://registry.example.com/', ['basic']],
    ['Basic realm=Registry Realm', ['basic realm=Registry']],
    ['Basic realm="x', ['basic']],
    ['Basic realm="x";charset="UTF-8"', ['basic realm=x']],
    ['Basic realm=x Bearer realm=y', ['basic realm=x']],
    ['Basic realm=/, Bearer realm="https://a.example/t"', ['basic', 'bearer realm=https://a.example/t']],
    ['Basic realm=/, x="a, Bearer realm=b", Bearer realm="y"', ['basic', 'bearer realm=y']],
    ['Bearer realm="http://h/token",service=h:5000', ['bearer realm=http://h/token service=h:5000']],
    [
      'Bearer realm="x",service=h:5000,scope=repository:a/b:pull',
      ['bearer realm=x service=h:5000 scope=repository:a/b:pull'],
    ],
    ['Bearer service=[::1]:5000,realm="x"', ['bearer service=[::1]:5000 realm=x']],
    ['Bearer realm="x",service=', ['bearer realm=x']],
    ['Bearer realm="x",service="', ['bearer realm=x']],
    ['Bearer realm="x" service="y"', ['bearer realm=x']],
    ['Bearer realm="x"; service="y"', ['bearer realm=x']],
    ['Bearer realm="x"y', ['bearer realm=x']],
    ['Bearer realm="x",="y"', ['bearer realm=x']],
    ['Bearer realm="x",service="a",service="b"', ['bearer realm=x service=a']],
    ['Bearer\trealm="x"', ['bearer realm=x']],
    ['Basic realm="a", Bearer realm="x", service="', ['basic realm=a', 'bearer realm=x']],
  ])('%j', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });
});

describe('a malformed challenge that does not say where to go is left out', () => {
  it.each([
    ['Bearer realm="https://auth.example', []],
    ['Bearer realm="x\\', []],
    ['Bearer realm=', ['bearer realm=']], // token68: nothing tells it from one
    ['Bearer realm=https://auth.example/token', []],
    ['Bearer realm=/token,service="x"', []],
    ['Bearer realm=https://auth.example/token, Basic realm="x"', ['basic realm=x']],
    ['Bearer service="a"b,realm="x"', []],
    ['Bearer realm="x",realm="y"', []],
    ['Digest realm="x",nonce=a"b', []],
    ['Bearer=x', []],
    ['"Bearer" realm="x"', []],
    ['Bearer realm="x\u0000"', []],
    ['Bearer realm="x\ny"', []],
    ['B\u00e9arer realm="x"', []],
  ])('%j', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });
});

describe('any header at all', () => {
  const pieces = fc.constantFrom(
    'Basic',
    'Bearer',
    ' ',
    ',',
    '=',
    '"',
    '\\',
    'realm',
    'a',
    '\t',
    '/',
    '==',
    '\u0000',
    '\u00ff',
    'x="y"',
    'Basic realm="r"',
  );
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  );

  it(
    'is read without an error, into lower-case names and nothing that was not in it',
    () => {
      fc.assert(
        fc.property(header, (text) => {
          for (const { scheme, token68, parameters } of parseChallenges(text)) {
            expect(scheme).toMatch(/^[^A-Z\s,="]+$/);
            expect(text).toContain(token68 ?? '');
            for (const value of parameters.values())
              expect(text.replaceAll('\\', '')).toContain(value.replaceAll('\\', ''));
          }
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'that we write ourselves is read back exactly',
    () => {
      const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
      const value = fc.string({ unit: fc.constantFrom(...' !"#\\,=abcXYZ\t~\u00ff'.split('')), maxLength: 20 });
      const challenge = fc.record({
        scheme: token,
        parameters: fc.uniqueArray(fc.tuple(token, value), {
          selector: ([name]) => name.toLowerCase(),
          minLength: 1,
          maxLength: 5,
        }),
      });
      fc.assert(
        fc.property(fc.array(challenge, { maxLength: 5 }), (challenges) => {
          const text = challenges
            .map(
              ({ scheme, parameters }) =>
                `${scheme} ${parameters.map(([name, raw]) => `${name}="${raw.replace(/["\\]/g, '\\$&')}"`).join(', ')}`,
            )
            .join(' , ');
          expect(
            parseChallenges(text).map(({ scheme, parameters }) => ({ scheme, parameters: [...parameters] })),
          ).toEqual(
            challenges.map(({ scheme, parameters }) => ({
              scheme: scheme.toLowerCase(),
              parameters: parameters.map(([name, raw]) => [name.toLowerCase(), raw]),
            })),
          );
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it.each(['Basic ', 'a="b",', ',', '"', 'Basic realm="', '\\"', 'Basic a=b ', 'a ', '=', 'a,', ' \t'])(
    'a megabyte of %j takes the time of a megabyte, not of its square',
    (piece) => {
      parseChallenges(`Bearer realm="${piece.repeat(Math.ceil(1_048_576 / piece.length))}`);
      parseChallenges(piece.repeat(Math.ceil(1_048_576 / piece.length)));
    },
    10_000,
  );
});
