/** The command tree. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createCommandLine } from '../../src/cli/command-line.js';
import { Output } from '../../src/cli/output/output.js';
import { createProgram } from '../../src/cli/program.js';
import { textWorld } from '../support/cli-run.js';

const { world } = textWorld();
const program = createProgram('1.2.3', createCommandLine(world, new Output(world, { json: false, debug: false })), { writeOut: () => undefined, columns: undefined });

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

describe('every command', () => {
  it.each(leaves(program).map((command) => [command.name(), command] as const))('%s has a summary, a description and an example', (_, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => { help += text; }, getOutHelpWidth: () => 80 }).outputHelp();
    expect(command.summary()).not.toBe('');
    expect(command.description()).toMatch(/^[A-Z].*\.$/s);
    expect(help).toMatch(/Examples?:\n {2}\$ .*ts-reg/);
  });

  it('has the commands of anchore-cli', () => {
    const registry = program.commands.find((command) => command.name() === 'registry');
    expect(registry?.commands.map((command) => command.name())).toEqual(expect.arrayContaining(['add', 'list', 'get', 'update', 'del', 'token']));
  });
});
