/** commander's errors in the form of ours: the cause, then what to type. */
import type { Command, CommanderError } from 'commander';
import { upstreamCommandError } from '../../anchore/upstream-commands.js';
import { type Hint, TsRegError } from '../../errors.js';
import { hint } from '../../system/hint.js';

/**
 * What begins with a '-' can be a password, or hold one behind '=': only what has the form of an option is repeated.
 */
const unknownOption = /^error: unknown option '([^]*)'(?:\n\(Did you mean (.*)\?\))?$/;
const optionForm = /^(?:--[a-z][a-z-]+|-[a-z])(?==|$)/;
/** Anything else at the place of a command can be a password that was meant for another place. */
const commandForm = /^[a-z][a-z-]{0,30}$/;
const passwordHint = hint`pass a password with --password-stdin, TS_REG_PASSWORD or the prompt, or after --`;

/** Translates a parse error; the hint is commander's suggestion, or the help of the command that was meant. */
export function usageError(error: CommanderError, program: Command, argv: readonly string[]): TsRegError {
  const upstream = upstreamCommandError(/^error: unknown command '([^']*)'/.exec(error.message)?.[1] ?? '');
  if (upstream) return upstream;
  const [, option, meant] = unknownOption.exec(error.message) ?? [];
  if (option !== undefined) return unknownOptionError(option, meant, helpOf(program, argv));
  const [, word] = /^error: unknown command '([^]*?)'(?:\n|$)/.exec(error.message) ?? [];
  if (word !== undefined && !commandForm.test(word))
    return new TsRegError('usage', 'unknown command', { hint: helpOf(program, argv) });
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /^\(Did you mean (.*)\?\)$/.exec(more.join(' ').trim())?.[1];
  return new TsRegError('usage', first, {
    hint: suggestion === undefined ? helpOf(program, argv) : didYouMean(suggestion, calledCommand(program, argv)),
  });
}

function unknownOptionError(option: string, meant: string | undefined, help: Hint): TsRegError {
  const [name] = optionForm.exec(option) ?? [];
  if (name === undefined) return new TsRegError('usage', 'unknown option', { hint: passwordHint });
  const further = /^--?p(?:ass|$)/.test(name) ? passwordHint : help;
  return new TsRegError('usage', `unknown option '${name}'`, {
    hint: meant === undefined ? further : didYouMean(meant),
  });
}

/** What commander suggests: one name of ours, or `one of a, b`. Of a hidden alias the command that it stands for. */
function didYouMean(suggestion: string, group?: Command): Hint {
  const names = suggestion
    .replace(/^one of /, '')
    .split(', ')
    .map((name) => group?.commands.find((command) => command.aliases().includes(name))?.name() ?? name);
  const [first, ...more] = new Set(names);
  const words = more.length === 0 ? [first ?? ''] : ['one', 'of', ...[first, ...more].join(', ').split(' ')];
  return hint`did you mean ${words}?`;
}

function helpOf(program: Command, argv: readonly string[]): Hint {
  return hint`${pathOf(calledCommand(program, argv))} --help`;
}

/** The command that the words lead to, as far as they are commands. */
export function calledCommand(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    const child = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (child) command = child;
  }
  return command;
}

function pathOf(command: Command): readonly string[] {
  return command.parent === null ? [command.name()] : [...pathOf(command.parent), command.name()];
}
