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
const passwordHint = hint`pass a password with --password-stdin, TS_REG_PASSWORD or the prompt, or after --`;

/** Translates a parse error; the hint is commander's suggestion, or the help of the command that was meant. */
export function usageError(error: CommanderError, program: Command, argv: readonly string[]): TsRegError {
  const upstream = upstreamCommandError(/^error: unknown command '([^']*)'/.exec(error.message)?.[1] ?? '');
  if (upstream) return upstream;
  const [, option, meant] = unknownOption.exec(error.message) ?? [];
  if (option !== undefined) return unknownOptionError(option, meant, helpOf(program, argv));
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /^\(Did you mean (.*)\?\)$/.exec(more.join(' ').trim())?.[1];
  return new TsRegError('usage', first, {
    hint: suggestion === undefined ? helpOf(program, argv) : didYouMean(suggestion),
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

/** What commander suggests: one name of ours, or `one of a, b`. */
function didYouMean(suggestion: string): Hint {
  return hint`did you mean ${suggestion.split(' ')}?`;
}

function helpOf(program: Command, argv: readonly string[]): Hint {
  let command = program;
  const names = [program.name()];
  for (const word of argv) {
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (!child) continue;
    names.push(word);
    command = child;
  }
  return hint`${names} --help`;
}
