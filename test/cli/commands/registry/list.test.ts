/** `ts-reg registry list`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerList } from '../../../../src/cli/commands/registry/list.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it('takes --wide', async () => {
  expect(await parsed(registerList, ['list'])).toEqual({});
  expect(await parsed(registerList, ['list', '--wide'])).toEqual({ wide: true });
});

it('of an empty store prints an empty line, with --json an empty array', async () => {
  expect(await cli.run(['registry', 'list'])).toEqual({ exitCode: 0, stdout: '\n', stderr: '' });
  expect(await cli.run(['registry', 'list', '--json'])).toEqual({ exitCode: 0, stdout: '[]\n', stderr: '' });
});

it('of an empty store says on a terminal what to do next, beside what anchore-cli prints', async () => {
  const environment = { NO_COLOR: '1' };
  expect(await cli.run(['registry', 'list'], { terminal: 80, environment })).toEqual({
    exitCode: 0,
    stdout: '\n',
    stderr: 'no registry is stored yet; next: ts-reg registry add HOST\n',
  });
  expect((await cli.run(['registry', 'check'], { terminal: 80, environment })).stderr).toBe(
    'no registry is stored yet; next: ts-reg registry add HOST\n',
  );
});

it('pads every cell and sorts by registry, as anchore-cli does', async () => {
  await cli.run(['registry', 'add', 'b.example.com', 'someone', 'p', '--skip-validate', '--registry-name', 'second']);
  await cli.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate']);
  const rows = [
    ['Registry', 'Name', 'Type', 'User'],
    ['a.example.com', 'a.example.com', 'docker_v2', 'ci'],
    ['b.example.com', 'second', 'docker_v2', 'someone'],
  ].map(
    ([registry = '', name = '', type = '', user = '']) =>
      registry.padEnd(21) + name.padEnd(21) + type.padEnd(17) + user.padEnd(15),
  );
  expect((await cli.run(['registry', 'list'])).stdout).toBe(`${rows.join('\n')}\n`);
});

it('with --wide shows TLS, token and last change', async () => {
  await cli.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate', '--insecure']);
  await cli.run([
    'registry',
    'add',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    'AKIA',
    's',
    '--skip-validate',
    '--endpoint',
    'http://127.0.0.1:1',
  ]);
  expect((await cli.run(['registry', 'list', '--wide'])).stdout).toMatch(
    /AKIA {2}verified {2}none {3}2026-01-02T12:00:00Z\na\.example\.com .* ci {4}insecure {2}- {6}2026-01-02T12:00:00Z\n$/,
  );
});

it('never lets a terminal see the control characters of a name, and gives a pipe the bytes', async () => {
  await cli.run(['registry', 'add', 'a.example.com', 'ci', 'p', '--skip-validate', '--registry-name', 'red\u001b[31m']);
  expect((await cli.run(['registry', 'list'], { terminal: 80 })).stdout).not.toContain('\u001b[31m');
  expect((await cli.run(['registry', 'list'])).stdout).toContain('red\u001b[31m');
});
