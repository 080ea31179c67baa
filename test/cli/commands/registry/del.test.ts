/** `ts-reg registry del`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerDelete } from '../../../../src/cli/commands/registry/del.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it('takes one registry', async () => {
  expect(await parsed(registerDelete, ['del', 'r.example.com', '--if-exists'])).toEqual({
    registry: 'r.example.com',
    ifExists: true,
  });
});

it('prints Success, with --json true', async () => {
  for (const [flags, stdout] of [
    [[], 'Success\n'],
    [['--json'], 'true\n'],
  ] as const) {
    await cli.run(['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate']);
    expect(await cli.run(['registry', 'del', 'r.example.com', ...flags])).toEqual({ exitCode: 0, stdout, stderr: '' });
  }
});

it('of an unknown registry is not found, exit 1, and no error with --if-exists', async () => {
  expect(await cli.run(['registry', 'del', 'r.example.com'])).toMatchObject({ exitCode: 1, stdout: '' });
  expect(await cli.run(['registry', 'del', 'r.example.com', '--if-exists'])).toEqual({
    exitCode: 0,
    stdout: 'Success\n',
    stderr: '',
  });
  expect(await cli.run(['registry', 'del', 'https://r', '--if-exists'])).toMatchObject({ exitCode: 1 });
});
