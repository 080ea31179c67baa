/** The command tree. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createCommandLine } from '../../../src/cli/commands/global-options.js';
import { createProgram } from '../../../src/cli/commands/program.js';
import { Output } from '../../../src/cli/output/output.js';
import { textWorld } from '../../support/cli-run.js';

const { world } = textWorld();
const program = createProgram('1.2.3', createCommandLine(world, new Output(world, { json: false, debug: false })), {
  writeOut: () => undefined,
  columns: undefined,
});

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

describe('every command', () => {
  it.each(leaves(program).map((command) => [command.name(), command] as const))(
    '%s has a summary, a description and an example',
    (_, command) => {
      let help = '';
      command
        .configureOutput({
          writeOut: (text) => {
            help += text;
          },
          getOutHelpWidth: () => 80,
        })
        .outputHelp();
      expect(command.summary()).not.toBe('');
      expect(command.description()).toMatch(/^[A-Z].*\.$/s);
      expect(help).toMatch(/Examples?:\n {2}\$ .*ts-reg/);
    },
  );

  it.each(leaves(program).map((command) => [command.name(), command] as const))(
    '%s has a help that fits 80 columns, examples apart',
    (_, command) => {
      let help = '';
      command
        .configureOutput({
          writeOut: (text) => {
            help += text;
          },
          getOutHelpWidth: () => 80,
        })
        .outputHelp();
      expect(help.split('\n').filter((line) => line.length > 80 && !/ts-reg|docker/.test(line))).toEqual([]);
    },
  );

  it.each([80, 0])('the whole program has a help that fits a terminal that says %i columns', (columns) => {
    let help = '';
    const sized = createProgram('1.2.3', createCommandLine(world, new Output(world, { json: false, debug: false })), {
      writeOut: (text) => {
        help += text;
      },
      columns,
    });
    for (const command of [sized, ...sized.commands]) command.outputHelp();
    expect(help).toContain('anchore-cli credentials file');
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('that is called stands alone in the tree, with the help that it has in the whole one', () => {
    const helpIn = (argv: readonly string[]): string => {
      const tree = createProgram('1.2.3', createCommandLine(world, new Output(world, { json: false, debug: false })), {
        writeOut: () => undefined,
        columns: 80,
        argv,
      });
      const registry = tree.commands.find((command) => command.name() === 'registry');
      return `${tree.commands.length} ${registry?.commands.length ?? 0}\n${registry?.commands.find((command) => command.name() === 'list')?.helpInformation() ?? ''}`;
    };
    expect(helpIn(['registry', 'list', '--json']).split('\n')[0]).toBe('1 1');
    expect(helpIn(['registry', 'list']).split('\n').slice(1)).toEqual(helpIn([]).split('\n').slice(1));
    for (const argv of [
      ['registry'],
      ['registry', 'lst'],
      ['--json', 'registry', 'list'],
      ['doctor', 'list'],
      ['help', 'list'],
    ])
      expect(helpIn(argv)).toBe(helpIn([]));
  });

  it('has the commands of anchore-cli', () => {
    const registry = program.commands.find((command) => command.name() === 'registry');
    expect(registry?.commands.map((command) => command.name())).toEqual(
      expect.arrayContaining(['add', 'list', 'get', 'update', 'del', 'token']),
    );
  });
});
