/** Words that people bring along from other programs. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hiddenAliases, refuseLogin, spelledOut } from '../../../src/cli/commands/command-words.js';
import { registryCommandNames } from '../../../src/cli/commands/program.js';
import { type CliHome, startCli } from '../../support/cli-run.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it.each([
  [
    ['add', 'r'],
    ['registry', 'add', 'r'],
  ],
  [['ls'], ['registry', 'ls']],
  [
    ['--json', 'list'],
    ['--json', 'registry', 'list'],
  ],
  [
    ['--url', 'list', 'get', 'r'],
    ['--url', 'list', 'registry', 'get', 'r'],
  ],
  [
    ['--url=x', 'rm', 'r'],
    ['--url=x', 'registry', 'rm', 'r'],
  ],
  [
    ['registry', 'add', 'r'],
    ['registry', 'add', 'r'],
  ],
  [
    ['registry', 'help', 'add'],
    ['registry', 'help', 'add'],
  ],
  [
    ['doctor', 'add'],
    ['doctor', 'add'],
  ],
  [['help'], ['--help']],
  [
    ['help', 'registry', 'add'],
    ['registry', 'add', '--help'],
  ],
  [
    ['help', 'add'],
    ['registry', 'add', '--help'],
  ],
  [
    ['help', 'store', 'copy'],
    ['store', 'copy', '--help'],
  ],
  [['help', 'environment'], ['environment']],
  [[], []],
  [['--debug'], ['--debug']],
])('%j is %j', (typed, argv) => {
  expect(spelledOut(typed, registryCommandNames)).toEqual(argv);
});

describe('an alias', () => {
  it.each([...hiddenAliases].flatMap(([name, aliases]) => aliases.map((alias) => [alias, name] as const)))(
    '%s works as %s, and stands in no help',
    async (alias, name) => {
      const help = await cli.run(['registry', name, '--help']);
      expect(help.exitCode).toBe(0);
      expect(help.stdout).toContain(`Usage: ts-reg registry ${name} `);
      expect(await cli.run(['registry', alias, '--help'])).toEqual(help);
      expect(await cli.run([alias, '--help'])).toEqual(help);
      expect(await cli.run(['help', alias])).toEqual(help);
      for (const argv of [['--help'], ['registry', '--help'], ['registry', name, '--help']])
        expect((await cli.run(argv)).stdout).not.toMatch(new RegExp(`(?:^ {2}|\\|)${alias}(?: |$)`, 'm'));
    },
  );

  it('does what the command does', async () => {
    await cli.run(['create', 'r.example.com', 'ci', 'p', '--skip-validate']);
    expect((await cli.run(['ls'])).stdout).toBe((await cli.run(['registry', 'list'])).stdout);
    expect((await cli.run(['show', 'r.example.com'])).stdout).toContain('Registry: r.example.com\n');
    expect(await cli.run(['registry', 'rm', 'r.example.com'])).toMatchObject({ exitCode: 0, stdout: 'Success\n' });
  });
});

it.each([['-V'], ['--version']])('%s prints the version', async (option) => {
  expect(await cli.run([option])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
  });
});

describe('login and logout', () => {
  it.each([
    [['login', 'r.example.com'], 'ts-reg registry add r.example.com'],
    [['login', '-u', 'ci', '-p', 'canary', 'r.example.com:5000'], 'ts-reg registry add r.example.com:5000'],
    [['login', '--username=ci', '--password-stdin', 'r.example.com'], 'ts-reg registry add r.example.com'],
    [['login'], 'ts-reg registry add HOST'],
    [['login', '-p', 'canary.example.com'], 'ts-reg registry add HOST'],
    [['login', '-p', 'a.b', 'ca.nary', 'no.host'], 'ts-reg registry add HOST'],
    [['registry', 'login', 'r.example.com'], 'ts-reg registry add r.example.com'],
    [['--json', 'registry', '--debug', 'logout', 'r.example.com'], 'ts-reg registry del r.example.com'],
    [['logout', 'r.example.com'], 'ts-reg registry del r.example.com'],
    [['logout'], 'ts-reg registry del HOST'],
  ])('%j says what to use instead', (argv, hint) => {
    expect(() => {
      refuseLogin(argv);
    }).toThrow(expect.objectContaining({ kind: 'usage', hint }));
  });

  const noHost = fc.stringMatching(/^[ -~]{1,20}canary$/).filter((word) => !/^[a-z0-9.-]+\.[a-z0-9-]+$/.test(word));

  it('repeat nothing but a host', () => {
    fc.assert(
      fc.property(fc.array(noHost, { maxLength: 5 }), (words) => {
        try {
          refuseLogin(['login', ...words]);
          expect.unreachable();
        } catch (error) {
          expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('canary');
        }
      }),
    );
  });

  it('are no commands elsewhere', () => {
    expect(() => {
      refuseLogin(['registry', 'get', 'login']);
      refuseLogin(['--u', 'login', 'registry', 'list']);
    }).not.toThrow();
  });
});
