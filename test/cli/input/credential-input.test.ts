/** Where user and password come from. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type CredentialRequest, readCredential } from '../../../src/cli/input/credential-input.js';
import { InterruptedError } from '../../../src/errors.js';
import { type CliOptions, textWorld } from '../../support/cli-run.js';
import { enter, personAnswering } from '../../support/person.js';

async function read(request: Partial<CredentialRequest>, options: CliOptions = {}): Promise<[string, string]> {
  const { user, secret } = await readCredential(textWorld(options).world, {
    command: 'add',
    registry: 'r.example.com',
    type: 'docker_v2',
    user: 'ci',
    password: undefined,
    ...request,
  });
  return [user, secret.reveal()];
}

describe('the password', () => {
  const variable = { environment: { TS_REG_PASSWORD: 'from the environment' } };

  it.each<[string, Partial<CredentialRequest>, CliOptions, string]>([
    ['the argument', { password: 'typed' }, variable, 'typed'],
    ['an empty argument', { user: '', password: '' }, {}, ''],
    ['TS_REG_PASSWORD', {}, variable, 'from the environment'],
    ['TS_REG_PASSWORD for -', { password: '-' }, variable, 'from the environment'],
    ['standard input before TS_REG_PASSWORD', { passwordStdin: true }, { ...variable, input: 'piped\n' }, 'piped'],
    ['standard input, with just one line break taken off', { passwordStdin: true }, { input: 'piped\r\n' }, 'piped'],
    ['standard input without a line break', { passwordStdin: true, password: '-' }, { input: ' p:ü ' }, ' p:ü '],
    [
      'standard input with the line breaks inside',
      { passwordStdin: true },
      { input: '{\r\n\t"a": 1\n}\n' },
      '{\r\n\t"a": 1\n}',
    ],
    ['standard input with all but one line break at its end', { passwordStdin: true }, { input: 'p\n\n' }, 'p\n'],
    ['standard input with its byte order mark', { passwordStdin: true }, { input: '\ufeffp' }, '\ufeffp'],
    ['TS_REG_PASSWORD with its line break', {}, { environment: { TS_REG_PASSWORD: 'p\n' } }, 'p\n'],
    ['the argument with its line break', { password: 'p\n' }, {}, 'p\n'],
    ['nothing for an anonymous registry', { user: '' }, variable, ''],
    ['awsauto, which needs none', { user: 'awsauto' }, {}, 'awsauto'],
  ])('is %s', async (_, request, options, expected) => {
    expect((await read(request, options))[1]).toBe(expected);
  });

  it.each<[string, Partial<CredentialRequest>, CliOptions, RegExp]>([
    [
      'is not there, and there is no terminal',
      {},
      {},
      /no password for ci at r\.example\.com, and there is no terminal to ask for it/,
    ],
    [
      'came in two ways',
      { password: 'typed', passwordStdin: true },
      {},
      /both a password argument and --password-stdin/,
    ],
    ['came as nothing', { passwordStdin: true }, { input: '\n' }, /standard input contains no password/],
    ['came as a whole file', { passwordStdin: true }, { input: 'x'.repeat(70_000) }, /too long for a password/],
  ])('is wrong usage when it %s', async (_, request, options, message) => {
    await expect(read(request, options)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as string,
    });
  });

  it('names the three ways when there is none', async () => {
    await expect(read({})).rejects.toMatchObject({
      hint: 'pipe it with --password-stdin, set TS_REG_PASSWORD, or run this in a terminal',
    });
  });
});

describe('on a terminal', () => {
  const request: CredentialRequest = {
    command: 'add',
    registry: 'r.example.com',
    type: 'docker_v2',
    user: undefined,
    password: undefined,
  };

  it('user and password are asked for when they are not given', async () => {
    const { world } = personAnswering([
      ['User at r.example.com:', `ci${enter}`],
      ['Password of ci at r.example.com:', `hunter2${enter}`],
    ]);
    const { user, secret } = await readCredential(world, request);
    expect([user, secret.reveal()]).toEqual(['ci', 'hunter2']);
  });

  it('no request is sent for a password that came otherwise', async () => {
    const { world, screen } = personAnswering([], { environment: { TS_REG_PASSWORD: 'from the environment' } });
    expect((await readCredential(world, { ...request, user: 'ci' })).secret.reveal()).toBe('from the environment');
    expect(screen()).toBe('');
  });
});

describe('bytes that are not UTF-8 are refused, never changed', () => {
  it.each(['\xffsecret', 'caf\xe9', '\xff\xfep\0w\0', '\xed\xa0\x80', 'p\xc3'])(
    'on standard input: %j',
    async (bytes) => {
      const world = { ...textWorld().world, stdin: Readable.from([Buffer.from(bytes, 'latin1')]) };
      const request = { command: 'add', registry: 'r', type: undefined, user: 'ci', password: undefined } as const;
      await expect(readCredential(world, { ...request, passwordStdin: true })).rejects.toMatchObject({
        kind: 'usage',
        message: 'password on standard input has bytes that are not UTF-8, which cannot be stored unchanged',
      });
    },
  );

  it.each<[string, Partial<CredentialRequest>, CliOptions]>([
    ['password in TS_REG_PASSWORD', {}, { environment: { TS_REG_PASSWORD: 'caf\ufffd' } }],
    ['password', { password: 'caf\ufffd' }, {}],
    ['user name', { user: 'caf\ufffd', password: 'p' }, {}],
  ])('elsewhere: %s', async (what, request, options) => {
    await expect(read(request, options)).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^${what} has bytes that are not UTF-8`)) as string,
    });
  });
});

it('says why standard input cannot be read', async () => {
  const stdin = new Readable({
    read() {
      this.destroy(Object.assign(new Error('canary'), { code: 'EISDIR' }));
    },
  });
  const reading = readCredential(
    { ...textWorld().world, stdin },
    { command: 'add', registry: 'r', type: undefined, user: 'ci', password: '-', passwordStdin: true },
  );
  await expect(reading).rejects.toMatchObject({ kind: 'io', message: 'standard input cannot be read (EISDIR)' });
});

it.each(['add', 'update'] as const)('asks for no user of %s without a terminal', async (command) => {
  await expect(read({ command, user: undefined })).rejects.toMatchObject({
    kind: 'usage',
    message: 'no user name for r.example.com, and there is no terminal to ask for it',
    hint: `ts-reg registry ${command} r.example.com USER --password-stdin`,
  });
});

it('says that nothing was changed', () => {
  expect(new InterruptedError().message).toBe('interrupted, nothing was changed');
});
