/** What TAB offers for a line: names of commands and options, values of options and arguments, and file names. */
import type { Argument, Command, Option } from 'commander';
import { outputShells } from '../../../outputs/environment-variable.js';
import { identityWords } from '../../../registry/identity.js';
import { registryTypes } from '../../../registry/registry-type.js';
import { registryCommand } from '../command-words.js';
import { exportFormats } from '../export/all-formats.js';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Offer {
  readonly candidates: readonly Candidate[];
  /** The shell offers the names of files too. */
  readonly withFiles: boolean;
}

/** Values that we check in words of our own, so that commander does not know them. */
const optionValues: Readonly<Record<string, readonly string[]>> = {
  '--registry-type': registryTypes,
  '--format': [...exportFormats.keys()],
  '--shell': outputShells,
  '--api-version': ['v1', 'v2'],
};
/** The same for arguments, by command and argument. */
const argumentValues: Readonly<Record<string, readonly string[]>> = {
  'add user': identityWords,
  'update user': identityWords,
  'copy from': ['file', 'database'],
  'copy to': ['file', 'database'],
  'rekey key': ['file', 'keyring', 'passphrase'],
};

/** Where the last word of a line stands. */
interface Position {
  readonly command: Command;
  readonly operands: readonly string[];
  /** The option whose value the last word is. */
  readonly option: Option | undefined;
  /** `--` was typed: no options from there on. */
  readonly operandsOnly: boolean;
  /** Behind `help` only names of commands are meant. */
  readonly isHelp: boolean;
}

/** The candidates for the last of `words`; of `--option=value` for what stands behind the `=`. */
export function candidatesFor(program: Command, words: readonly string[], registries: readonly string[]): Offer {
  const current = words.at(-1) ?? '';
  const position = words
    .slice(0, -1)
    .reduce(step, { command: program, operands: [], option: undefined, operandsOnly: false, isHelp: false });
  const { command, option, operandsOnly, isHelp } = position;
  if (option !== undefined) return valuesOf(option, current);
  if (current.startsWith('-') && !operandsOnly) {
    const equals = current.indexOf('=');
    const named = equals === -1 ? undefined : optionNamed(command, current.slice(0, equals));
    if (named !== undefined) return valuesOf(named, current.slice(equals + 1));
    return { candidates: startingWith(optionsOf(command), current), withFiles: false };
  }
  const children = position.operands.length > 0 ? [] : command.createHelp().visibleCommands(command);
  const commands = children.map((child) => ({ value: child.name(), description: child.summary() }));
  const operands = isHelp ? { candidates: [], withFiles: false } : operandsOf(position, registries);
  return { candidates: startingWith([...commands, ...operands.candidates], current), withFiles: operands.withFiles };
}

function step(position: Position, word: string): Position {
  const { command, option, operands, operandsOnly } = position;
  if (option !== undefined) return { ...position, option: undefined };
  if (!operandsOnly && word === '--') return { ...position, operandsOnly: true };
  if (!operandsOnly && word.startsWith('-')) {
    const named = word.includes('=') ? undefined : optionNamed(command, word);
    return { ...position, option: named?.required === true ? named : undefined };
  }
  if (command.parent === null && word === 'help') return { ...position, isHelp: true };
  const child = operands.length === 0 ? childOf(command, word) : undefined;
  return child === undefined ? { ...position, operands: [...operands, word] } : { ...position, command: child };
}

/** A command below this one, by any of its names; behind the program also one of `registry`. */
function childOf(command: Command, word: string): Command | undefined {
  const found = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
  if (found !== undefined || command.parent !== null) return found;
  const registry = command.commands.find((child) => child.name() === 'registry')?.commands ?? [];
  const name = registryCommand(
    word,
    registry.map((child) => child.name()),
  );
  return registry.find((child) => child.name() === name);
}

/** The options of a command, and behind them the global ones, which work everywhere. */
function optionsOf(command: Command): readonly Candidate[] {
  const own = command.createHelp().visibleOptions(command);
  const root = rootOf(command);
  const global = command === root ? [] : root.options.filter(({ long }) => !own.some((one) => one.long === long));
  return [...own, ...global.filter(({ long, hidden }) => long !== '--version' && !hidden)].map((option) => ({
    value: option.long ?? option.short ?? '',
    description: option.description,
  }));
}

function optionNamed(command: Command, name: string): Option | undefined {
  const found = command.options.find(({ long, short }) => long === name || short === name);
  return found ?? (command.parent === null ? undefined : optionNamed(command.parent, name));
}

function valuesOf(option: Option, current: string): Offer {
  const values = optionValues[option.long ?? ''] ?? [];
  return { candidates: startingWith(values.map(plain), current), withFiles: isFile(option.flags) };
}

/** Stored names wherever a registry is asked for that should be there already, each once. */
function operandsOf({ command, operands }: Position, registries: readonly string[]): Offer {
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[operands.length] ?? (last?.variadic === true ? last : undefined);
  if (argument === undefined) return { candidates: [], withFiles: false };
  const name = argument.name();
  const values = argument.argChoices ?? argumentValues[`${command.name()} ${name}`] ?? [];
  const isRegistry = /^registr(?:y|ies)$/.test(name) && command.name() !== 'add';
  const stored = isRegistry ? registries.filter((registry) => !operands.includes(registry)) : [];
  return { candidates: [...values, ...stored].map(plain), withFiles: isFileArgument(command, argument) };
}

function isFileArgument(command: Command, argument: Argument): boolean {
  return /^(?:files?|dir)$/.test(argument.name()) || (command.name() === 'rekey' && argument.name() === 'key');
}

function isFile(flags: string): boolean {
  return /<(?:file|dir)>/.test(flags);
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

function startingWith(candidates: readonly Candidate[], current: string): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(current));
}

function plain(value: string): Candidate {
  return { value, description: '' };
}
