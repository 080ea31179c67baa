import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseKey,
  parseServiceUrl,
  parseStore,
  parseSwitch,
  parseTimeout,
  resolvePath,
} from '../../src/config/setting-values.js';
import { TsRegError } from '../../src/errors.js';
import { hint } from '../../src/system/hint.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const place = { name: 'some_key in /c/config.yaml', example: hint`some_key: value` };
const refusal = (wanted: string): unknown =>
  expect.objectContaining({
    kind: 'usage',
    message: `some_key in /c/config.yaml must be ${wanted}`,
    hint: 'for example: some_key: value',
  });

describe('parseSwitch', () => {
  it.each(['True', 'true', 'TRUE', 'yes', 'Yes', 'on', 'On', 'y', 'Y', '1', ' true '])('reads %j as yes', (text) => {
    expect(parseSwitch(text, place)).toBe(true);
  });
  it.each(['False', 'false', 'no', 'No', 'off', 'OFF', 'n', 'N', '0'])('reads %j as no', (text) => {
    expect(parseSwitch(text, place)).toBe(false);
  });
  it.each(['', 'maybe', 'truee', 'ja', '2', 'yes please', 'null'])('refuses %j', (text) => {
    expect(() => parseSwitch(text, place)).toThrow(refusal('yes or no'));
  });
});

describe('parseTimeout', () => {
  it.each([
    ['15', 15_000],
    ['2.5', 2_500],
    ['15s', 15_000],
    ['15 s', 15_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['0.1', 100],
    ['600', 600_000],
    ['10m', 600_000],
    ['007', 7_000],
  ])('reads %s as %i milliseconds', (text, milliseconds) => {
    expect(parseTimeout(text, place)).toBe(milliseconds);
  });
  it.each([
    '',
    '0',
    '-1',
    '0.01',
    '99ms',
    '601',
    '11m',
    '1h',
    'ten',
    '15sec',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '1.',
    '.5',
    '9'.repeat(400),
  ])('refuses %s', (text) => {
    expect(() => parseTimeout(text, place)).toThrow(refusal('a time from 0.1 to 600 seconds'));
  });
});

describe('parseStore', () => {
  it('reads file', () => {
    expect(parseStore('file', place)).toEqual({ kind: 'file' });
  });
  it.each(['postgres://db.example.com/ts_reg', 'postgresql://me:pw@db.example.com:5432/x?sslmode=verify-full'])(
    'keeps %s as a secret',
    (text) => {
      const store = parseStore(text, place);
      expect(store.kind === 'postgres' && store.url.reveal()).toBe(text);
      expect(JSON.stringify(store)).not.toContain('example');
    },
  );
  it.each([
    '',
    'File',
    'mysql://me:pw@db/x',
    'postgres',
    'postgres://',
    'postgres:db',
    'postgres://a b',
    '/var/lib/store',
  ])('refuses %j', (text) => {
    expect(() => parseStore(text, place)).toThrow(refusal('file or the URL of a PostgreSQL database (postgres://…)'));
  });
});

describe('parseKey', () => {
  it(
    'takes any 32 bytes in base64, with blanks around',
    () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
          const text = Buffer.from(bytes).toString('base64');
          expect(parseKey(`${text}\n`, place).reveal()).toBe(text);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
  const key = Buffer.alloc(32, 7).toString('base64');
  it.each([
    ['31 bytes', Buffer.alloc(31, 7).toString('base64')],
    ['33 bytes', Buffer.alloc(33, 7).toString('base64')],
    ['hex', Buffer.alloc(32, 7).toString('hex')],
    ['base64url', Buffer.alloc(32, 255).toString('base64url')],
    ['stray bits at the end', `${key.slice(0, -2)}d=`],
    ['no padding', key.slice(0, -1)],
    ['a line break inside', `${key.slice(0, 20)}\n${key.slice(20)}`],
    ['a passphrase', 'correct horse battery staple'],
    ['nothing', ''],
  ])('refuses %s without repeating it', (_case, text) => {
    expect(() => parseKey(text, place)).toThrow(refusal('the base64 text of 32 bytes'));
  });
});

describe('parseServiceUrl', () => {
  it.each([
    'https://anchore.example.com/v1',
    'http://127.0.0.1:8228/v1/',
    'HTTPS://HOST',
    'http://[::1]:8228/v1',
    'https://h/a%20b',
  ])('keeps %s as it is written', (text) => {
    expect(parseServiceUrl(text, place)).toBe(text);
  });
  it.each([
    '',
    'anchore.example.com',
    'ftp://host',
    'https://',
    'https:///v1',
    'https:host',
    'https://ho st/',
    'https://host\n/',
    'https://host:99999',
    'https://host/?a=b',
    'https://host/#x',
    'https://h\u043est/',
    'https://host\\evil/',
    'javascript:alert(1)',
    'https://%61.com',
    'https://[::zz]/',
  ])('refuses %j', (text) => {
    expect(() => parseServiceUrl(text, place)).toThrow(refusal('a URL that begins with https:// or http://'));
  });
  it('refuses a password in the URL and does not repeat it', () => {
    expect(() => parseServiceUrl('https://me:hunter2@host/v1', place)).toThrow(
      refusal('a URL without user name and password'),
    );
  });
  it(
    'means the host that a URL parser sees, for whatever it takes',
    () => {
      const text = fc
        .tuple(fc.constantFrom('http://', 'https://', 'https:', 'https:/'), fc.string({ maxLength: 30 }))
        .map((parts) => parts.join(''));
      fc.assert(
        fc.property(fc.oneof(text, fc.webUrl()), (candidate) => {
          let taken: string;
          try {
            taken = parseServiceUrl(candidate, place);
          } catch (error) {
            expect(error).toBeInstanceOf(TsRegError);
            return;
          }
          const authority = /^https?:\/\/([^/]+)/i.exec(taken)?.[1]?.toLowerCase() ?? '';
          expect(new URL(taken).username).toBe('');
          // A URL parser may drop a default port or write an IP address out, nothing else.
          expect(/^[0-9.:[\]a-fx]+$/.test(authority) || authority.startsWith(new URL(taken).hostname)).toBe(true);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

describe('resolvePath', () => {
  const posix = { folder: '/home/me/.config/ts-reg', homeFolder: '/home/me', platform: 'linux' };
  it.each([
    ['/etc/key', '/etc/key'],
    ['~/key', '/home/me/key'],
    ['key', '/home/me/.config/ts-reg/key'],
    ['../key', '/home/me/.config/key'],
    ['~other/key', '/home/me/.config/ts-reg/~other/key'],
  ])('reads %s as %s', (text, path) => {
    expect(resolvePath(text, posix)).toBe(path);
  });
  it('leaves ~ alone when the home folder is unknown', () => {
    expect(resolvePath('~/key', { ...posix, homeFolder: '' })).toBe('/home/me/.config/ts-reg/~/key');
  });
  it('knows the paths of Windows', () => {
    const windows = { folder: 'C:\\conf', homeFolder: 'C:\\Users\\me', platform: 'win32' };
    expect(['D:\\key', '~\\key', 'key'].map((text) => resolvePath(text, windows))).toEqual([
      'D:\\key',
      'C:\\Users\\me\\key',
      'C:\\conf\\key',
    ]);
  });
});
