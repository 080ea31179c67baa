import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { parseRegistryName } from '../../src/registry/registry-name.js';
import {
  coveringRecordNames,
  namesOfRecord,
  parseServerAddress,
  recordNameOf,
  type ServerAddress,
} from '../../src/registry/server-address.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { foreignLookAlikes, refusedLookAlikes } from './look-alike-hosts.js';

const ecrPublic = ['public.ecr.aws', 'ecr-public.aws.com'];
const hub = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

describe('the address that a client asks for', () => {
  it.each([
    ['registry.example.com', 'registry.example.com', ''],
    ['Registry.Example.com:5000', 'registry.example.com:5000', ''],
    ['http://registry.example.com', 'registry.example.com', ''],
    ['https://registry.example.com', 'registry.example.com', ''],
    ['HTTPS://registry.example.com/', 'registry.example.com', ''],
    ['https://registry.example.com/v1/', 'registry.example.com', ''],
    ['https://registry.example.com/v2/', 'registry.example.com', ''],
    ['https://registry.example.com/v2', 'registry.example.com', ''],
    ['https://registry.example.com/v2/team/app/', 'registry.example.com', ''],
    ['registry.example.com/v2/', 'registry.example.com', ''],
    ['registry.example.com/team/app', 'registry.example.com', 'team/app'],
    ['https://registry.example.com/team/app', 'registry.example.com', 'team/app'],
    ['registry.example.com/v2/app', 'registry.example.com', 'v2/app'],
    ['127.0.0.1:5000/x', '127.0.0.1:5000', 'x'],
    ['[0::1]:5000', '[::1]:5000', ''],
    ['https://index.docker.io/v1/', 'index.docker.io', ''],
    ['https://index.docker.io/v1/access-token', 'index.docker.io', 'v1/access-token'],
    ['https://index.docker.io/v1/refresh-token', 'index.docker.io', 'v1/refresh-token'],
    ['index.docker.io/library/centos', 'index.docker.io', 'library/centos'],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com', '123456789012.dkr.ecr.us-east-1.amazonaws.com', ''],
    ['registry.example.com/team/app:1.0', 'registry.example.com', 'team/app'],
    ['https://registry.example.com:5000/app:latest', 'registry.example.com:5000', 'app'],
    [`registry.example.com/app@sha256:${'0a'.repeat(32)}`, 'registry.example.com', 'app'],
    [`docker.io/library/app:v1_2.3-x@sha512:${'0a'.repeat(64)}`, 'docker.io', 'library/app'],
  ])('%s is authority %s, path %j', (text, authority, path) => {
    expect(parseServerAddress(text)).toEqual({ authority, path });
  });

  it.each([
    '',
    '/',
    '//',
    'https://',
    'https:///',
    'http:',
    'https:registry.example.com',
    'ftp://registry.example.com',
    'https://https://registry.example.com',
    'unix:///var/run',
    'https:///registry.example.com',
    'registry.example.com//',
    'https://registry.example.com//',
    'https://registry.example.com/?a=b',
    'https://me:hunter2@registry.example.com',
    'registry.example.com/team/*',
    'registry.example.com/*',
    'registry.example.com\nother.example.com',
    'other.example.com\rregistry.example.com',
    'registry.example.com\0',
    '\ufeffregistry.example.com',
    'registry.example.com:',
    'registry.example.com/app:',
    'registry.example.com/app:1:2',
    'registry.example.com/:1.0',
    'registry.example.com/app@sha256:0a',
    `registry.example.com/app:${'a'.repeat(129)}`,
    `registry.example.com/${'a'.repeat(300)}/*`,
    `registry.example.com/${'a'.repeat(300)}//b`,
    `registry.example.com/${'a'.repeat(70_000)}`,
    `${'a'.repeat(260)}.io`,
  ])('is refused without being repeated: %j', (text) => {
    expect(() => parseServerAddress(text)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: 'not a registry address: expected HOST, HOST:PORT or HOST/REPOSITORY, with or without https://',
      }),
    );
  });

  it.each(refusedLookAlikes)('is refused as a look-alike: %j', (text) => {
    expect(() => parseServerAddress(text)).toThrow(TsRegError);
    expect(() => parseServerAddress(`https://${text}`)).toThrow(TsRegError);
    expect(() => parseServerAddress(`https://${text}/v2/`)).toThrow(TsRegError);
  });

  it.each(foreignLookAlikes)('is never taken for ECR or Docker Hub: %s', (text) => {
    const { host } = parseRegistryName(text);
    const names = coveringRecordNames(parseServerAddress(`https://${text}`)).map((name) => name.split('/')[0]);
    expect(new Set(names)).toEqual(new Set([host]));
  });
});

describe('docker login at an address is kept under', () => {
  it.each([
    ['https://index.docker.io/v1/', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['https://index.docker.io/v1/access-token', 'index.docker.io/v1/access-token'],
    ['https://index.docker.io/v1/refresh-token', 'index.docker.io/v1/refresh-token'],
    ['docker.io/library/centos', 'docker.io/library/centos'],
    ['https://Registry.Example.com:5000/v2/', 'registry.example.com:5000'],
    ['registry.example.com/team', 'registry.example.com/team'],
  ])('%s: %s', (text, name) => {
    expect(recordNameOf(parseServerAddress(text))).toBe(name);
  });
});

describe('the records that can answer an address, best first:', () => {
  it.each([
    ['registry.example.com:5000', ['registry.example.com:5000', 'registry.example.com:5000/*']],
    ['https://index.docker.io/v1/', [...hub, ...hub.map((name) => `${name}/*`)]],
    ['docker.io', [...hub, ...hub.map((name) => `${name}/*`)]],
    ['public.ecr.aws', [...ecrPublic, ...ecrPublic.map((name) => `${name}/*`)]],
    ['ecr-public.aws.com', ['ecr-public.aws.com', 'public.ecr.aws', 'ecr-public.aws.com/*', 'public.ecr.aws/*']],
    ['https://index.docker.io/v1/access-token', ['index.docker.io/v1/access-token']],
    ['https://index.docker.io/v1/refresh-token', ['index.docker.io/v1/refresh-token']],
    ['h.io/a/b', ['h.io/a/b', 'h.io/a/b/*', 'h.io/a/b*', 'h.io/a/*', 'h.io/a*', 'h.io/*', 'h.io']],
    [
      'docker.io/a',
      [
        'docker.io/a',
        'index.docker.io/a',
        'registry-1.docker.io/a',
        'docker.io/a/*',
        'index.docker.io/a/*',
        'registry-1.docker.io/a/*',
        'docker.io/a*',
        'index.docker.io/a*',
        'registry-1.docker.io/a*',
        'docker.io/*',
        'index.docker.io/*',
        'registry-1.docker.io/*',
        ...hub,
      ],
    ],
  ])('%s', (text, names) => {
    expect(coveringRecordNames(parseServerAddress(text))).toEqual(names);
  });
});

describe('a repository with a longer name than a record can have', () => {
  const long = `registry.example.com/team/${'a'.repeat(300)}`;

  it.each([long, `https://${long}`, `${long}:1.0`, `${long}@sha256:${'0a'.repeat(32)}`, `${long}/b/c`])(
    'is covered by the host and by wildcards, never by a record of its own: %#',
    (text) => {
      const names = coveringRecordNames(parseServerAddress(text));
      expect(names).toContain('registry.example.com');
      expect(names).toContain('registry.example.com/*');
      expect(names).toContain('registry.example.com/team/*');
      expect(names.filter((name) => name.includes('/')).every((name) => name.endsWith('*'))).toBe(true);
      expect(Math.max(...names.map((name) => name.length))).toBe(255);
    },
  );
});

describe('a record has these names', () => {
  it.each([
    ['registry-1.docker.io', ['registry-1.docker.io', 'docker.io', 'index.docker.io']],
    ['docker.io/library/*', ['docker.io/library/*', 'index.docker.io/library/*', 'registry-1.docker.io/library/*']],
    ['ecr-public.aws.com/a', ['ecr-public.aws.com/a', 'public.ecr.aws/a']],
    ['index.docker.io/v1/access-token', ['index.docker.io/v1/access-token']],
    ['docker.io:5000', ['docker.io:5000']],
    ['r.example.com/a', ['r.example.com/a']],
  ])('%s: %j', (registry, names) => {
    expect(namesOfRecord(parseRegistryName(registry))).toEqual(names);
  });
});

const segment = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,10}$/);
const addressText = fc
  .tuple(
    fc.constantFrom('', 'http://', 'https://', 'HTTPS://'),
    fc.oneof(
      fc.domain(),
      fc.constantFrom(...hub, '[::1]', '127.0.0.1', '123456789012.dkr.ecr.us-east-1.amazonaws.com'),
    ),
    fc.constantFrom('', ':5000', ':443'),
    fc.oneof(
      fc.constantFrom('', '/', '/v1/', '/v2/', '/v1/access-token', '/v2/a/b'),
      fc.array(segment, { maxLength: 4 }).map((parts) => parts.map((part) => `/${part}`).join('')),
    ),
  )
  .map((parts) => parts.join(''));
const noise = fc.constantFrom(
  'a',
  '.',
  '/',
  ':',
  '@',
  '\\',
  '%',
  '*',
  '[',
  ']',
  '\n',
  '\r',
  '\0',
  ' ',
  'https://',
  'v1/',
  'docker.io',
  'é',
  '\u3002',
  '#',
  '?',
);
const anyText = fc.oneof(
  addressText,
  fc.array(noise, { maxLength: 15 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

function attempt(text: string): ServerAddress | undefined {
  try {
    return parseServerAddress(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TsRegError);
    return undefined;
  }
}

describe('for every text', () => {
  it(
    'the host is the one that stands in it, or it is refused',
    () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const address = attempt(text);
          if (!address || address.authority.startsWith('[')) return;
          const [authority] = text
            .toLowerCase()
            .replace(/^https?:\/\//, '')
            .split('/');
          expect(authority).toBe(address.authority);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'the record name is a good name, and asking for it finds it again',
    () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const address = attempt(text);
          if (!address) return;
          const name = recordNameOf(address);
          expect(parseRegistryName(name).text).toBe(name);
          expect(coveringRecordNames(address)).toContain(name);
          expect(recordNameOf(parseServerAddress(name))).toBe(name);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'only records of the same authority, or of the names of Docker Hub, can answer',
    () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const address = attempt(text);
          if (!address) return;
          const names = coveringRecordNames(address);
          const allowed = [hub, ecrPublic].find((all) => all.includes(address.authority)) ?? [address.authority];
          for (const name of names) {
            expect(allowed).toContain(name.split('/')[0]);
            const repository = name.slice(name.indexOf('/') + 1);
            if (name.endsWith('*')) expect(`${address.path}/`.startsWith(repository.slice(0, -1))).toBe(true);
            else if (name.includes('/')) expect(repository).toBe(address.path);
          }
          expect(new Set(names).size).toBe(names.length);
          expect(names.length).toBeLessThanOrEqual(3 * 258);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'the exact record comes first, then the longest that matches',
    () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const address = attempt(text);
          if (!address) return;
          const lengths = coveringRecordNames(address)
            .filter((name) => name.endsWith('*') || (address.path !== '' && !name.includes('/')))
            .map((name) => (name.includes('/') ? name.slice(name.indexOf('/') + 1).replace('*', '').length : -1));
          expect(lengths).toEqual([...lengths].sort((left, right) => right - left));
          if (!address.isCut) expect(coveringRecordNames(address)[0]?.endsWith('*')).toBe(false);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

it(
  'finds among any stored records the one that the engine would: the longest that matches, an exact name first',
  () => {
    const path = fc.stringMatching(/^(?:[ab]{1,2}(?:\/[ab]{1,2}){0,2})?$/);
    const stored = fc.uniqueArray(
      fc
        .tuple(path, fc.constantFrom('', '*', '/*'))
        .map(([text, end]) => (text === '' ? (end === '' ? 'h.io' : 'h.io/*') : `h.io/${text}${end}`)),
      { maxLength: 12 },
    );
    const matches = (record: string, repository: string): boolean =>
      record === 'h.io' ||
      record === `h.io/${repository}` ||
      record === `h.io/${repository}/*` ||
      (record.endsWith('*') && `h.io/${repository}`.startsWith(record.slice(0, -1)));
    fc.assert(
      fc.property(
        stored,
        path.filter((text) => text !== ''),
        (records, repository) => {
          const exact = records.find((record) => record === `h.io/${repository}`);
          const [longest] = records
            .filter((record) => matches(record, repository))
            .sort((left, right) => right.length - left.length);
          const found = coveringRecordNames(parseServerAddress(`h.io/${repository}`)).find((name) =>
            records.includes(name),
          );
          expect(found).toBe(exact ?? longest);
        },
      ),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it.each(['/', 'a', 'https://', ':', '.', '/v1', ' ', 'a/', '\n'])(
  'is done at once with 200,000 characters of %j',
  (repeated) => {
    const text = repeated.repeat(Math.ceil(200_000 / repeated.length));
    const start = performance.now();
    for (const candidate of [text, `${text}a`, `https://h${text}a`, `h${text}`])
      expect(attempt(candidate)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  },
);
