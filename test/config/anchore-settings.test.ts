import { describe, expect, it } from 'vitest';
import { anchoreSettings, type AnchoreSources, anchoreVariables, switchOf } from '../../src/config/anchore-settings.js';
import type { GlobalFlags } from '../../src/config/settings.js';
import { Secret } from '../../src/secret.js';

interface Given {
  readonly flags?: GlobalFlags;
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: Readonly<Record<string, string>>;
}

function sources({ flags = {}, environment = {}, file }: Given): AnchoreSources {
  const credentials = file && {
    file: '/h/credentials.yaml',
    values: new Map(Object.entries(file)),
    warning: undefined,
  };
  return { flags, environment, credentials };
}

describe('the embedded store serves', () => {
  it.each<[string, Given]>([
    ['when nothing is set', {}],
    [
      'when there is a user and password, but no URL',
      { environment: { ANCHORE_CLI_USER: 'u', ANCHORE_CLI_PASS: 'p' } },
    ],
    [
      'when the URL is empty',
      { flags: { url: '' }, environment: { ANCHORE_CLI_URL: '' }, file: { ANCHORE_CLI_URL: '' } },
    ],
    [
      'with --local, whatever URL is set',
      { flags: { local: true, url: 'http://a/v1' }, environment: { ANCHORE_CLI_URL: 'http://b/v1' } },
    ],
  ])('%s', (_case, given) => {
    expect(anchoreSettings(sources(given))).toBeUndefined();
  });
});

describe('a setting is taken from', () => {
  const file = {
    ANCHORE_CLI_URL: 'http://file/v1',
    ANCHORE_CLI_USER: 'file',
    ANCHORE_CLI_PASS: 'file-pass',
    ANCHORE_CLI_ACCOUNT: 'file-account',
    ANCHORE_CLI_API_VERSION: 'file-version',
    ANCHORE_CLI_SSL_VERIFY: 'n',
  };
  const environment = {
    ANCHORE_CLI_URL: 'http://variable/v1',
    ANCHORE_CLI_USER: 'variable',
    ANCHORE_CLI_PASS: 'variable-pass',
    ANCHORE_CLI_ACCOUNT: 'variable-account',
    ANCHORE_CLI_API_VERSION: 'variable-version',
    ANCHORE_CLI_SSL_VERIFY: 'y',
  };
  const flags = {
    url: 'http://flag/v1',
    user: 'flag',
    password: new Secret('flag-pass'),
    asAccount: 'flag-account',
    apiVersion: 'flag-version',
    insecure: true,
  };

  it.each([
    ['the flag first', { flags, environment, file }, 'flag', false],
    ['the variable next', { environment, file }, 'variable', true],
    ['the credentials file last', { file }, 'file', false],
  ])('%s', (_case, given, from, verifyTls) => {
    const settings = anchoreSettings(sources(given));
    expect(settings).toMatchObject({
      url: `http://${from}/v1`,
      user: from,
      account: `${from}-account`,
      apiVersion: `${from}-version`,
      verifyTls,
    });
    expect(settings?.password.reveal()).toBe(`${from}-pass`);
  });

  it('each place on its own: a URL by flag, the user from a variable, the password from the file', () => {
    const settings = anchoreSettings(
      sources({
        flags: { url: 'https://flag/v1' },
        environment: { ANCHORE_CLI_USER: 'variable', ANCHORE_CLI_PASS: '' },
        file: { ANCHORE_CLI_PASS: 'file' },
      }),
    );
    expect(settings).toMatchObject({
      url: 'https://flag/v1',
      user: 'variable',
      account: undefined,
      apiVersion: undefined,
      verifyTls: true,
    });
    expect(settings?.password.reveal()).toBe('file');
  });
});

it('does without user and password', () => {
  const settings = anchoreSettings(sources({ flags: { url: 'http://a' } }));
  expect(settings?.user).toBe('');
  expect(settings?.password.reveal()).toBe('');
});

it.each([
  [{ flags: { url: 'anchore.example.com' } }, '--url must be a URL that begins with https:// or http://'],
  [{ environment: { ANCHORE_CLI_URL: 'x' } }, 'ANCHORE_CLI_URL must be a URL that begins with https:// or http://'],
  [
    { file: { ANCHORE_CLI_URL: 'x' } },
    'ANCHORE_CLI_URL in /h/credentials.yaml must be a URL that begins with https:// or http://',
  ],
  [{ flags: { url: 'http://u:hunter2@a/v1' } }, '--url must be a URL without user name and password'],
  [
    { flags: { url: 'http://a' }, environment: { ANCHORE_CLI_SSL_VERIFY: 'hunter2' } },
    'ANCHORE_CLI_SSL_VERIFY must be yes or no',
  ],
])('refuses %j and says where it stands', (given, message) => {
  expect(() => anchoreSettings(sources(given))).toThrow(expect.objectContaining({ kind: 'usage', message }));
});

it.each([
  ['y', true],
  ['n', false],
  ['', undefined],
])('reads ANCHORE_CLI_JSON=%s', (text, value) => {
  const given = sources({ environment: { ANCHORE_CLI_JSON: text } });
  expect(switchOf('ANCHORE_CLI_JSON', given, true)).toBe(value ?? true);
  expect(switchOf('ANCHORE_CLI_JSON', given, false)).toBe(value ?? false);
});

it('accepts the variables that anchore-cli reads', () => {
  expect(anchoreVariables).toContain('ANCHORE_CLI_HUB_URL');
  expect(anchoreVariables).toHaveLength(9);
});
