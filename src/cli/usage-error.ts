/** commander's complaints in the form of our errors: what is wrong, then what to type. */
import type { Command, CommanderError } from 'commander';
import { upstreamCommandError } from '../anchore/upstream-commands.js';
import { TsRegError } from '../errors.js';

/** Translates a parse error; the hint is commander's suggestion, or the help of the command that was meant. */
export function usageError(error: CommanderError, program: Command, argv: readonly string[]): TsRegError {
  const upstream = upstreamCommandError(/^error: unknown command '([^']*)'/.exec(error.message)?.[1] ?? '');
  if (upstream) return upstream;
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /^\(Did you mean (.*)\?\)$/.exec(more.join(' ').trim())?.[1];
  return new TsRegError('usage', first, {
    hint: suggestion === undefined ? `${commandPath(program, argv)} --help` : `did you mean ${suggestion}?`,
  });
}

function commandPath(program: Command, argv: readonly string[]): string {
  let command = program;
  const names = [program.name()];
  for (const word of argv) {
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (!child) continue;
    names.push(word);
    command = child;
  }
  return names.join(' ');
}
