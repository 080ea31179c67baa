/** `ts-reg registry token`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerToken } from '../../../../src/cli/commands/registry/token.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
beforeEach(async () => {
  cli = startCli();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'p:a"ß', '--skip-validate']);
});
afterEach(() => {
  cli.dispose();
});

it('takes one registry', async () => {
  expect(await parsed(registerToken, ['token', 'r.example.com'])).toEqual({ registry: 'r.example.com' });
});

it('prints the password alone, with one line break', async () => {
  expect(await cli.run(['registry', 'token', 'r.example.com'])).toEqual({ exitCode: 0, stdout: 'p:a"ß\n', stderr: '' });
});

it('prints user, password and expiry with --json; a password does not expire', async () => {
  expect(JSON.parse((await cli.run(['registry', 'token', 'r.example.com', '--json'])).stdout)).toEqual({
    username: 'ci',
    password: 'p:a"ß',
    expiresAt: null,
  });
});

it('of an unknown registry is not found, exit 1', async () => {
  expect(await cli.run(['registry', 'token', 'x.example.com'])).toMatchObject({ exitCode: 1, stdout: '' });
});

it('is not to be had from a remote Anchore deployment, exit 2', async () => {
  const { exitCode, stderr } = await cli.run(['registry', 'token', 'r.example.com', '--url', 'http://127.0.0.1:1/v1']);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'Error: credentials stored in Anchore at http://127.0.0.1:1/v1 cannot be read back\nhint: add --local to use the store on this machine\n',
  );
});
