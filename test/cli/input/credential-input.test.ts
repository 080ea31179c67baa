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
    ['nothing for an anonymous registry', { user: '' }, variable, ''],
    ['awsauto, which needs none', { user: 'awsauto' }, {}, 'awsauto'],
  ])('is %s', async (_, request, options, expected) => {
    expect((await read(request, options))[1]).toBe(expected);
  });

  it.each<[string, Partial<CredentialRequest>, CliOptions, RegExp]>([
    [
      'is not there, and nobody can be asked',
      {},
      {},
      /no password for ci at r\.example\.com, and no terminal to ask on/,
    ],
    [
      'came in two ways',
      { password: 'typed', passwordStdin: true },
      {},
      /both a password argument and --password-stdin/,
    ],
    ['came as nothing', { passwordStdin: true }, { input: '\n' }, /no password came on standard input/],
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

  it('nobody is asked for a password that came otherwise', async () => {
    const { world, screen } = personAnswering([], { environment: { TS_REG_PASSWORD: 'from the environment' } });
    expect((await readCredential(world, { ...request, user: 'ci' })).secret.reveal()).toBe('from the environment');
    expect(screen()).toBe('');
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
    message: 'no user name for r.example.com, and no terminal to ask on',
    hint: `ts-reg registry ${command} r.example.com USER --password-stdin`,
  });
});

it('says that nothing was changed', () => {
  expect(new InterruptedError().message).toBe('interrupted, nothing was changed');
});
