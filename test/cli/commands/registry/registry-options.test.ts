/** The options that add and update share. */
import { describe, expect, it } from 'vitest';
import { locationOf, parseType } from '../../../../src/cli/commands/registry/registry-options.js';

describe('where ECR is', () => {
  it('is what was given, and nothing else', () => {
    expect(locationOf({})).toEqual({});
    expect(locationOf({ region: 'us-gov-west-1', account: '012345678901', endpoint: 'http://127.0.0.1:4566' })).toEqual(
      { region: 'us-gov-west-1', account: '012345678901', endpoint: 'http://127.0.0.1:4566' },
    );
  });

  it.each([
    [{ region: 'us_east' }, '--region'],
    [{ region: 'x/../y' }, '--region'],
    [{ account: '12a' }, '--account'],
    [{ endpoint: 'ftp://e' }, '--endpoint'],
    [{ endpoint: 'https://user@e' }, '--endpoint'],
    [{ endpoint: 'https://e/path' }, '--endpoint'],
  ])('%j is wrong usage that shows an example', (flags, flag) => {
    expect(() => locationOf(flags)).toThrow(
      expect.objectContaining({ kind: 'usage', hint: expect.stringContaining(`${flag} `) as string }),
    );
  });
});

it('knows two types', () => {
  expect([parseType('docker_v2'), parseType('awsecr')]).toEqual(['docker_v2', 'awsecr']);
  expect(() => parseType('AWSECR')).toThrow('input registry type not supported');
});
