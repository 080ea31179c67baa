import { describe, expect, it } from 'vitest';
import { type ConfigFile, readConfig } from '../../src/config/config-file.js';
import type { YamlValue } from '../../src/config/yaml-file.js';

const file = '/home/me/.config/ts-reg/config.yaml';
const read = (entries: Readonly<Record<string, YamlValue>>): ConfigFile =>
  readConfig(new Map(Object.entries(entries)), file, { homeFolder: '/home/me', platform: 'linux' });

it('leaves open what the file does not say', () => {
  expect(read({})).toEqual({
    allowAmbientRole: undefined,
    hasAmbientGate: false,
    store: undefined,
    key: undefined,
    keyFile: undefined,
    timeoutMs: undefined,
    caFile: undefined,
    endpoints: { ecr: undefined, sts: undefined },
  });
});

it('takes a key without a value as not set', () => {
  expect(read({ timeout: undefined, endpoints: undefined, key_file: undefined })).toEqual(read({}));
});

it('reads every key', () => {
  const config = read({
    allow_awsecr_iam_auto: 'True',
    store: 'file',
    key: 'passphrase',
    key_file: 'secret/key',
    timeout: '2.5',
    ca_file: '~/company.pem',
    endpoints: new Map([
      ['ecr', 'https://ecr.example.com'],
      ['sts', 'https://sts.example.com'],
    ]),
  });
  expect(config).toEqual({
    allowAmbientRole: true,
    hasAmbientGate: true,
    store: { kind: 'file' },
    key: 'passphrase',
    keyFile: '/home/me/.config/ts-reg/secret/key',
    timeoutMs: 2_500,
    caFile: '/home/me/company.pem',
    endpoints: { ecr: 'https://ecr.example.com', sts: 'https://sts.example.com' },
  });
});

describe('an unknown key', () => {
  it.each([
    ['allow_awsecr_iam', 'did you mean allow_awsecr_iam_auto?'],
    ['allow-awsecr-iam-auto', 'did you mean allow_awsecr_iam_auto?'],
    ['keyfile', 'did you mean key_file?'],
    ['Timeout', 'did you mean timeout?'],
    [
      'registries',
      'the keys are allow_awsecr_iam_auto, store, key, key_file, key_file_public, timeout, ca_file, endpoints, outputs',
    ],
    [
      'constructor',
      'the keys are allow_awsecr_iam_auto, store, key, key_file, key_file_public, timeout, ca_file, endpoints, outputs',
    ],
    [
      '__proto__',
      'the keys are allow_awsecr_iam_auto, store, key, key_file, key_file_public, timeout, ca_file, endpoints, outputs',
    ],
  ])('%s is refused with what was probably meant', (key, hint) => {
    expect(() => readConfig(new Map([[key, 'x']]), file, { homeFolder: '/', platform: 'linux' })).toThrow(
      expect.objectContaining({ kind: 'usage', message: `unknown key '${key}' in ${file}`, hint }),
    );
  });

  it('in endpoints is named with its section', () => {
    expect(() => read({ endpoints: new Map([['ecrr', 'https://x']]) })).toThrow(
      expect.objectContaining({
        message: `unknown key 'endpoints.ecrr' in ${file}`,
        hint: 'did you mean endpoints.ecr?',
      }),
    );
  });

  it('is not repeated when it is no word', () => {
    expect(() => read({ 'timeout: \u001b[2J': 'x' })).toThrow(`unknown key that is not a word in ${file}`);
  });
});

describe('a value of the wrong kind', () => {
  it.each([
    ['allow_awsecr_iam_auto', 'maybe', 'yes or no', 'allow_awsecr_iam_auto: True'],
    ['allow_awsecr_iam_auto', ['True'], 'a single value', 'allow_awsecr_iam_auto: True'],
    ['allow_awsecr_iam_auto', '', 'a single value', 'allow_awsecr_iam_auto: True'],
    ['store', 'mysql://x', 'file or the URL of a PostgreSQL database (postgres://…)', 'store: file'],
    ['store', new Map([['postgres', 'x']]), 'a single value', 'store: file'],
    ['key', 'c2VjcmV0', 'file, keyring or passphrase (put the key itself into TS_REG_KEY or key_file)', 'key: keyring'],
    ['key_file', ['a'], 'a single value', 'key_file: /run/secrets/ts-reg-key'],
    ['timeout', 'soon', 'a time from 0.1 to 600 seconds', 'timeout: 15'],
    ['ca_file', new Map(), 'a single value', 'ca_file: /etc/ssl/certs/company.pem'],
    [
      'endpoints',
      'https://x',
      'a mapping',
      'endpoints: { ecr: https://vpce-0123.api.ecr.us-east-1.vpce.amazonaws.com }',
    ],
  ])('%s: %j is refused with an example', (key, value, wanted, example) => {
    expect(() => read({ [key]: value })).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: `${key} in ${file} must be ${wanted}`,
        hint: `for example: ${example}`,
      }),
    );
  });

  it('in endpoints is named with its section', () => {
    expect(() => read({ endpoints: new Map([['sts', 'sts.example.com']]) })).toThrow(
      `endpoints.sts in ${file} must be a URL that begins with https:// or http://`,
    );
  });
});

it('finds the folder of the file on Windows too', () => {
  const config = readConfig(new Map([['key_file', 'key']]), 'C:\\conf\\config.yaml', {
    homeFolder: 'C:\\me',
    platform: 'win32',
  });
  expect(config.keyFile).toBe('C:\\conf\\key');
});
