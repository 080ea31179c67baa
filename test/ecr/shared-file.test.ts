/** The grammar of AWS's shared files, as the AWS CLI reads them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSharedFile, sectionWords, SharedFileFault } from '../../src/ecr/shared-file.js';

const read = (text: string): unknown =>
  Object.fromEntries(parseSharedFile(text).map(({ name, settings }) => [name, Object.fromEntries(settings)]));

describe('a shared file', () => {
  it.each<[string, string, unknown]>([
    ['a byte order mark', '\ufeff[default]\nregion = a', { default: { region: 'a' } }],
    ['line ends of Windows', '[default]\r\nregion = a\r\noutput = b\r\n', { default: { region: 'a', output: 'b' } }],
    ['line ends of old Macs', '[default]\rregion = a\r', { default: { region: 'a' } }],
    ['keys in capitals', '[default]\nAWS_Access_Key_ID=A', { default: { aws_access_key_id: 'A' } }],
    ['colons', '[default]\nregion: a\nrole_arn : b:c=d', { default: { region: 'a', role_arn: 'b:c=d' } }],
    [
      'an equals sign in the value',
      '[default]\ncredential_process = x --a=b',
      { default: { credential_process: 'x --a=b' } },
    ],
    [
      'comments',
      '# c\n; c\n[default]\n  # c\nregion = a ; c\nsso_start_url = https://x/#/y',
      { default: { region: 'a', sso_start_url: 'https://x/#/y' } },
    ],
    ['a # in a command', '[default]\ncredential_process = x "a # b"', { default: { credential_process: 'x "a # b"' } }],
    ['a comment behind the section', '[profile a] # mine\nregion=b', { 'profile a': { region: 'b' } }],
    ['indented settings', '[default]\n  region = a\n  output = b', { default: { region: 'a', output: 'b' } }],
    [
      'nested blocks',
      '[services s]\necr =\n  endpoint_url = https://a\nsts =\n  endpoint_url = https://b',
      { 'services s': { ecr: '', 'ecr.endpoint_url': 'https://a', sts: '', 'sts.endpoint_url': 'https://b' } },
    ],
    ['an empty value', '[default]\nregion =', { default: { region: '' } }],
  ])('with %s is read', (_case, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each<[string, string, number]>([
    ['a setting before any section', 'region = a', 1],
    ['a line without a separator', '[default]\nregion', 2],
    ['a section that is not closed', '[default\nregion = a', 1],
    ['a section that is there twice', '[a]\n[b]\n[a]', 3],
    ['a key that is there twice', '[a]\nx=1\nX=2', 3],
    ['a value without a key', '[a]\n= b', 2],
  ])('with %s is refused with its line', (_case, text, line) => {
    const fault = (): unknown => {
      try {
        return parseSharedFile(text);
      } catch (error) {
        return error;
      }
    };
    expect(fault()).toBeInstanceOf(SharedFileFault);
    expect(fault()).toMatchObject({ line });
  });

  it('of any text is read or refused, never more', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', '=', ':', ' ', '\n', '\r', '#', ';', 'a', '"', "'", '\\', '\t') }),
        (text) => {
          try {
            for (const { name } of parseSharedFile(text)) sectionWords(name);
          } catch (error) {
            expect(error).toBeInstanceOf(SharedFileFault);
          }
        },
      ),
    );
  });

  it('of 200,000 blanks takes no time', () => {
    const startedAt = performance.now();
    parseSharedFile(`[a]\nx = ${' '.repeat(200_000)}y\n`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('the name of a section', () => {
  it.each([
    ['profile dev', ['profile', 'dev']],
    ["profile 'my dev'", ['profile', 'my dev']],
    ['profile "my dev"', ['profile', 'my dev']],
    ["profile 'it'\"'\"'s'", ['profile', "it's"]],
    ['profile\tdev', ['profile', 'dev']],
    ['profile a\\ b', ['profile', 'a b']],
    ['profile dév', ['profile', 'dév']],
    ['profile "a\\"b"', ['profile', 'a"b']],
    ['profile my dev', ['profile', 'my', 'dev']],
    ['profile "open', undefined],
  ])('%s is read as the AWS CLI does', (name, words) => {
    expect(sectionWords(name)).toEqual(words);
  });
});
