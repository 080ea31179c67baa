/** The command tree of the real anchore-cli, as its own `--help` lists it. */
import { execFileSync } from 'node:child_process';
import type { Program } from './anchore-cli-run.js';

export interface ListedCommand {
  readonly name: string;
  readonly subcommands: readonly string[];
}

/** Every top-level command with its subcommands, in the order of the help. */
export function listCommands(program: Program): readonly ListedCommand[] {
  return namesIn(help(program, [])).map((name) => ({
    name,
    subcommands: name === 'help' ? [] : namesIn(help(program, [name])),
  }));
}

function help({ command, args, environment }: Program, words: readonly string[]): string {
  return execFileSync(command, [...args, ...words, '--help'], {
    encoding: 'utf8',
    env: { ...environment, PATH: process.env['PATH'] },
  });
}

/** click indents the name of a command by two blanks, and what it is for by more. */
function namesIn(text: string): readonly string[] {
  const list = text.split('\nCommands:\n')[1] ?? '';
  return list.split('\n').flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? []);
}
