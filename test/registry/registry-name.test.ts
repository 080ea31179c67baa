import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { parseEcrHost } from '../../src/registry/ecr-host.js';
import { parseRegistryName, type RegistryName } from '../../src/registry/registry-name.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { foreignLookAlikes, refusedLookAlikes } from './look-alike-hosts.js';

describe('a registry name is taken', () => {
  it.each([
    ['docker.io', { host: 'docker.io', port: undefined, path: '', wildcard: false }],
    ['localhost:5000', { host: 'localhost', port: 5000, path: '', wildcard: false }],
    ['127.0.0.1:65535', { host: '127.0.0.1', port: 65_535, path: '', wildcard: false }],
    [
      '1234567890.dkr.ecr.us-east-1.amazonaws.com',
      { host: '1234567890.dkr.ecr.us-east-1.amazonaws.com', port: undefined, path: '', wildcard: false },
    ],
    ['my_registry:1', { host: 'my_registry', port: 1, path: '', wildcard: false }],
    ['docker.io/library/centos', { host: 'docker.io', port: undefined, path: 'library/centos', wildcard: false }],
    ['docker.io/library/*', { host: 'docker.io', port: undefined, path: 'library/', wildcard: true }],
    ['docker.io/lib*', { host: 'docker.io', port: undefined, path: 'lib', wildcard: true }],
    ['docker.io/*', { host: 'docker.io', port: undefined, path: '', wildcard: true }],
    ['host:443/a.b_c-d/e', { host: 'host', port: 443, path: 'a.b_c-d/e', wildcard: false }],
    ['[::1]:5000', { host: '[::1]', port: 5000, path: '', wildcard: false }],
    ['[2001:db8::1]/team', { host: '[2001:db8::1]', port: undefined, path: 'team', wildcard: false }],
    ['xn--bcher-kva.example', { host: 'xn--bcher-kva.example', port: undefined, path: '', wildcard: false }],
  ])('as it is: %s', (text, parts) => {
    const { ecrHost, ...name } = parseRegistryName(text);
    expect(name).toEqual({ text, authority: text.split('/')[0], ...parts });
    expect(ecrHost).toEqual(parseEcrHost(name.host));
  });

  it.each([
    ['Registry.Example.COM:5000/Team', 'registry.example.com:5000/Team'],
    ['DOCKER.IO', 'docker.io'],
    ['[2001:DB8:0:0:0:0:0:1]', '[2001:db8::1]'],
    ['[0:0:0:0:0:0:0:1]:5000', '[::1]:5000'],
    ['[::FFFF:127.0.0.1]', '[::ffff:7f00:1]'],
  ])('in one spelling: %s as %s', (text, normalised) => {
    expect(parseRegistryName(text).text).toBe(normalised);
  });
});

describe('a registry name is refused in the words of the engine', () => {
  const scheme = 'input registry name must start with a hostname/ip, without URI schema (http://, https://)';
  it.each([
    ['', 'input registry name is empty'],
    ['https://registry.example.com', scheme],
    ['http://registry.example.com/', scheme],
    ['HTTPS://registry.example.com', scheme],
    ['docker+x://host', scheme],
    ['registry.example.com/', "input registry name cannot end with trailing '/' characters"],
    ['/', "input registry name cannot end with trailing '/' characters"],
    [`${'a.'.repeat(149)}io`, 'input registry name is 300 characters long, the maximum is 255'],
    ['a b', 'input registry name has an invalid character (U+0020)'],
    ['a\u001b[2J', 'input registry name has an invalid character (U+001B)'],
    ['b\u00fccher.example', 'input registry name has an invalid character (U+00FC)'],
    ['a\u{1f600}', 'input registry name has an invalid character (U+1F600)'],
    ['me:hunter2@host', 'input registry name cannot contain a user name (…@…)'],
    ['host*', "input registry name can have a '*' only at its end and after a '/'"],
    ['host:0', "input registry name has no valid port: 'host:0'"],
    ['host:http', "input registry name has no valid port: 'host:http'"],
    ['2130706433', "input registry name has no valid host: '2130706433'"],
    [`${'a'.repeat(64)}.io`, `input registry name has no valid host: '${'a'.repeat(64)}.io'`],
    ['host//team', "input registry name has an invalid path: '/team'"],
    ['host/team:tag', "input registry name has an invalid path: 'team:tag'"],
    ['host/a/../b', "input registry name has an invalid path: 'a/../b'"],
  ])('%j', (text, message) => {
    expect(() => parseRegistryName(text)).toThrow(
      expect.objectContaining({ kind: 'refused', exitCode: 1, httpCode: 409, message }),
    );
  });

  it('with a hint that can be followed', () => {
    expect(() => parseRegistryName('')).toThrow(
      expect.objectContaining({ hint: 'ts-reg registry add registry.example.com USER' }),
    );
    expect(() => parseRegistryName('a b')).toThrow(
      expect.objectContaining({ hint: 'write the registry as HOST, HOST:PORT or HOST/REPOSITORY' }),
    );
  });
});

it.each(refusedLookAlikes)('refuses the look-alike %j', (text) => {
  expect(() => parseRegistryName(text)).toThrow(TsRegError);
});

it.each(foreignLookAlikes)('takes %s for what it is: no ECR registry', (text) => {
  const name = parseRegistryName(text);
  expect(name.text).toBe(text);
  expect(parseEcrHost(name.host)).toBeUndefined();
});

it('has a corpus of look-alikes without repetitions, each with its own trick', () => {
  expect(new Set([...refusedLookAlikes, ...foreignLookAlikes]).size).toBe(
    refusedLookAlikes.length + foreignLookAlikes.length,
  );
  expect(refusedLookAlikes.length + foreignLookAlikes.length).toBeGreaterThanOrEqual(150);
});

function attempt(text: string): RegistryName | undefined {
  try {
    return parseRegistryName(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TsRegError);
    expect(String(error)).not.toMatch(/\p{Cc}/u);
    return undefined;
  }
}

const piece = fc.constantFrom(
  'a',
  'docker',
  'io',
  '.',
  '..',
  ':',
  '5000',
  '/',
  '*',
  '[',
  ']',
  '::1',
  '1',
  '0x',
  '-',
  '_',
  '@',
  '%',
  'xn--',
  '\\',
  '?',
  '#',
  ' ',
  '\n',
  '\r',
  '\0',
  'é',
  '\uff0e',
  '\u3002',
  '\ud800',
  'A',
  'https://',
  '127.0.0.1',
  'f:',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com',
  'v2/',
);
const nameLike = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc
    .tuple(
      fc.domain(),
      fc.option(fc.integer({ min: 0, max: 70_000 })),
      fc.array(fc.stringMatching(/^[A-Za-z0-9._-]{0,8}$/), { maxLength: 4 }),
      fc.boolean(),
    )
    .map(
      ([host, port, path, wildcard]) =>
        `${host}${port === null ? '' : `:${port}`}${path.map((part) => `/${part}`).join('')}${wildcard ? '/*' : ''}`,
    ),
  fc.ipV6().map((address) => `[${address}]:5000/x`),
  fc.ipV4().map((address) => `${address}:5000`),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

describe('for every text', () => {
  it(
    'parsing a parsed name gives the same name',
    () => {
      fc.assert(
        fc.property(nameLike, (text) => {
          const name = attempt(text);
          if (name) expect(parseRegistryName(name.text)).toEqual(name);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'the host stands in the text, letter for letter but case; only IPv6 is rewritten',
    () => {
      fc.assert(
        fc.property(nameLike, (text) => {
          const name = attempt(text);
          if (!name) return;
          const authority = text.split('/')[0]?.toLowerCase() ?? '';
          if (name.host.startsWith('[')) expect(authority.startsWith('[')).toBe(true);
          else expect(authority).toBe(name.port === undefined ? name.host : `${name.host}:${name.port}`);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'a URL parser sees the same host, port and path, and nothing else',
    () => {
      fc.assert(
        fc.property(nameLike, (text) => {
          const name = attempt(text);
          if (!name) return;
          const url = new URL(`ftp://${name.text}`);
          expect(url.hostname).toBe(name.host);
          expect(url.port).toBe(name.port === undefined || name.port === 21 ? '' : String(name.port));
          expect(url.pathname).toBe(name.text === name.authority ? '/' : `/${name.path}${name.wildcard ? '*' : ''}`);
          expect([url.username, url.password, url.search, url.hash].join('')).toBe('');
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'the parts make up the text',
    () => {
      fc.assert(
        fc.property(nameLike, (text) => {
          const name = attempt(text);
          if (!name) return;
          const rest = name.path + (name.wildcard ? '*' : '');
          expect(name.text).toBe(rest === '' ? name.authority : `${name.authority}/${rest}`);
          expect(name.authority).toBe(name.port === undefined ? name.host : `${name.host}:${name.port}`);
          expect(name.text.length).toBeLessThanOrEqual(255);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

it(
  'takes each IPv6 address in its one shortest spelling (RFC 5952)',
  () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const name = parseRegistryName(`[${address}]`);
        expect(name.host).toBe(new URL(`http://[${address}]`).hostname);
        expect(parseRegistryName(name.host).host).toBe(name.host);
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it.each(['a', '.', '/', ':', '*', '[', '-', 'a.', 'a-', 'a/', '[a', ' ', '\n', 'é', 'https://', '0'])(
  'is done at once with 200,000 characters of %j',
  (repeated) => {
    const text = repeated.repeat(Math.ceil(200_000 / repeated.length));
    const start = performance.now();
    expect(attempt(text)).toBeUndefined();
    expect(attempt(`${text}a`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  },
);
