/** Wrong usage, told in our form. */
import { Command, CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { usageError } from '../../../src/cli/commands/usage-error.js';

const program = new Command('ts-reg');
program.command('registry').command('add');

it.each([
  [
    "error: unknown option '--regin'\n(Did you mean --region?)",
    ['registry', 'add'],
    "unknown option '--regin'",
    'did you mean --region?',
  ],
  [
    "error: missing required argument 'registry'",
    ['registry', 'add', 'x'],
    "missing required argument 'registry'",
    'ts-reg registry add --help',
  ],
  ['error: option needs a value', [], 'option needs a value', 'ts-reg --help'],
])('%j becomes one line and a hint', (text, argv, message, hint) => {
  expect(usageError(new CommanderError(1, 'x', text), program, argv)).toMatchObject({
    kind: 'usage',
    message,
    hint,
    exitCode: 2,
  });
});

it('points to anchore-cli for what only that can do', () => {
  const error = usageError(
    new CommanderError(1, 'commander.unknownCommand', "error: unknown command 'image'"),
    program,
    ['image', 'list'],
  );
  expect(error).toMatchObject({
    kind: 'usage',
    exitCode: 2,
    hint: expect.stringContaining('anchore-cli image --help') as string,
  });
});

const passwordHint = 'pass a password with --password-stdin, TS_REG_PASSWORD or the prompt, or after --';

it.each([
  ["error: unknown option '-canary'", 'unknown option'],
  ["error: unknown option '--Canary!'", 'unknown option'],
  ["error: unknown option '--password=canary'", "unknown option '--password'"],
  ["error: unknown option '--p-'\ncanary'\n(Did you mean --p?)", 'unknown option'],
  ["error: unknown option '-\ncanary'", 'unknown option'],
])('never repeats what may be a password: %j', (text, message) => {
  const error = usageError(new CommanderError(1, 'commander.unknownOption', text), program, ['registry', 'add']);
  expect(error).toMatchObject({ message, hint: passwordHint });
  expect(JSON.stringify(error)).not.toContain('canary');
});

it.each(['--password', '--pass', '--passwd', '-p'])('tells who types %s how to give one', (option) => {
  const error = usageError(
    new CommanderError(1, 'commander.unknownOption', `error: unknown option '${option}'`),
    program,
    ['registry', 'add'],
  );
  expect(error).toMatchObject({ message: `unknown option '${option}'`, hint: passwordHint });
});
