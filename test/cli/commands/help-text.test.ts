/** The layout of help: what a new user meets first. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createCommandLine, globalOptionList } from '../../../src/cli/commands/global-options.js';
import { createProgram } from '../../../src/cli/commands/program.js';
import { Output } from '../../../src/cli/output/output.js';
import { textWorld } from '../../support/cli-run.js';

function helpOf(path: readonly string[], columns = 80): string {
  let help = '';
  const { world } = textWorld();
  const program = createProgram('1.2.3', createCommandLine(world, new Output(world, { json: false, debug: false })), {
    writeOut: (text) => {
      help += text;
    },
    columns,
  });
  const called = path.reduce<Command | undefined>(
    (at, word) => at?.commands.find((each) => each.name() === word),
    program,
  );
  called?.outputHelp();
  return help;
}

const leaves = [
  ...['add', 'list', 'get', 'update', 'del', 'token', 'refresh', 'check', 'import'].map((name) => ['registry', name]),
  ...['copy', 'prepare', 'rekey'].map((name) => ['store', name]),
  ...['configure-docker', 'install-helper', 'doctor', 'completion', 'registry', 'store'].map((name) => [name]),
];

describe('the first screen', () => {
  const help = helpOf([]);

  it('has the commands in groups, then the options, those for Anchore last', () => {
    const headings = help
      .split('\n')
      .filter((line) => /^[A-Z][^:]*:/.test(line))
      .map((line) => line.split(':')[0]);
    expect(headings).toEqual([
      'Usage',
      'Registries',
      'Docker and compatible tools',
      'This machine',
      'Options',
      'Options for a remote Anchore deployment, as in anchore-cli',
      'Example',
      'Environment variables',
    ]);
  });

  it('has the commands on the first 24 lines, and an example', () => {
    const screen = help.split('\n').slice(0, 24).join('\n');
    for (const command of ['registry', 'configure-docker', 'install-helper', 'doctor', 'store', 'completion', 'help'])
      expect(screen).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(help).toMatch(/^ {2}\$ ts-reg registry add \S+ awsauto$/m);
    expect(help).toContain('ts-reg help environment');
  });

  it.each([60, 80, 120])('fits %i columns', (columns) => {
    const long = helpOf([], columns)
      .split('\n')
      .filter((line) => line.length > columns && !line.startsWith('  $ '));
    expect(long).toEqual([]);
  });
});

it.each(leaves)('%s %s names every global option', (...path) => {
  const help = helpOf(path.filter((word) => word !== ''));
  for (const [flags] of globalOptionList) expect(help).toContain(flags.split(' ')[0]);
  expect(help).toContain('Global options, see ts-reg --help:');
});

it('of add and update says what the identities of AWS are', () => {
  for (const name of ['add', 'update']) {
    const help = helpOf(['registry', name]);
    for (const word of ['awsauto', '_iam_role', '_aws_profile'])
      expect(help).toMatch(new RegExp(`^  ${word} +[A-Za-z]`, 'm'));
    expect(help).toContain('TS_REG_PASSWORD');
  }
});
