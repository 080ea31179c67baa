/** The command that was typed, with the registry that was meant: what to paste instead of a pasted address. */
import type { Argument, Command } from 'commander';
import { type Hint, TsRegError } from '../../errors.js';
import { userWord } from '../../registry-store/aws-secret-rules.js';
import { parseRegistryName, RegistryNameError } from '../../registry/registry-name.js';
import { hint } from '../../system/hint.js';

/** Attributes whose values are secrets, or may hold one. */
const unspoken = ['p', 'u', 'url', 'password', 'username'];

/** The same error with the corrected command for its hint, where there is one. */
export function withCorrectedCommand(error: TsRegError, command: Command): TsRegError {
  if (!(error instanceof RegistryNameError) || error.correction === undefined) return error;
  const corrected = correctedCommand(command);
  const { message, httpCode = 409 } = error;
  return corrected === undefined ? error : new TsRegError(error.kind, message, { httpCode, hint: corrected });
}

/** Undefined where no operand is a mistaken registry: the name came from elsewhere. */
function correctedCommand(command: Command): Hint | undefined {
  const operands = command.args.map((word, index) => {
    const argument = command.registeredArguments[index] ?? command.registeredArguments.at(-1);
    return operandWord(word, argument);
  });
  if (operands.every((operand, index) => operand === command.args[index])) return undefined;
  const needsPassword = command.args.length > 2 && command.registeredArguments[2]?.name() === 'password';
  const words = [...pathOf(command), ...operands.filter((word) => word !== undefined), ...optionWords(command)];
  return needsPassword ? hint`${words} --password-stdin` : hint`${words}`;
}

/** Undefined for a password; a user that may be one is named by a word in its place. */
function operandWord(word: string, argument: Argument | undefined): string | undefined {
  const name = argument?.name() ?? '';
  if (name === 'password') return undefined;
  if (name === 'user') return userWord(word);
  return /^registr(?:y|ies)$/.test(name) ? registryWord(word) : word;
}

function registryWord(word: string): string {
  try {
    parseRegistryName(word);
    return word;
  } catch (error) {
    if (!(error instanceof RegistryNameError)) throw error;
    return error.correction ?? 'HOST';
  }
}

function optionWords(command: Command): readonly string[] {
  const own = command.options.flatMap((option) => {
    const attribute = option.attributeName();
    const value: unknown = command.getOptionValue(attribute);
    if (command.getOptionValueSource(attribute) !== 'cli' || unspoken.includes(attribute)) return [];
    if (typeof value === 'boolean') return option.negate === value ? [] : [option.long ?? ''];
    return typeof value === 'string' ? [`${option.long ?? ''}=${value}`] : [];
  });
  return command.parent === null ? own : [...own, ...optionWords(command.parent)];
}

function pathOf(command: Command): readonly string[] {
  return command.parent === null ? [command.name()] : [...pathOf(command.parent), command.name()];
}
