/** The manual page ts-reg(1), made from the command tree: what the help says, in the sections of man-pages(7). */
import type { Argument, Command, Option } from 'commander';
import { environmentVariables } from './environment-variables.js';
import {
  bold,
  type Definition,
  escapeLine,
  exitCodes,
  files,
  italic,
  literalLines,
  macroArgument,
  seeAlso,
} from './man-page-roff.js';

export interface ManPageEdition {
  readonly version: string;
  /** Of the page, `YYYY-MM-DD`. */
  readonly date: string;
}

/** The page as source for man(1): the same tree and edition give the same text. */
export function manPage(program: Command, { version, date }: ManPageEdition): string {
  const name = program.name();
  const lines = [
    `.TH ${[name.toUpperCase(), '1', date, `${name} ${version}`, 'User Commands'].map(macroArgument).join(' ')}`,
    '.SH NAME',
    `${escapeLine(name)} \\- ${escapeLine(withoutFullStop(program.description()))}`,
    '.SH SYNOPSIS',
    `${bold(name)} [${italic('options')}] ${italic('command')}`,
    '.SH DESCRIPTION',
    escapeLine(program.description()),
    'Without an Anchore deployment (\\fB\\-\\-url\\fR) the store on this machine is used.',
    'Standard output carries data only; errors go to standard error, followed by a hint.',
    '.SH OPTIONS',
    'These may stand before or after the command.',
    ...optionLines(program),
    '.SH COMMANDS',
    ...leaves(program).flatMap(commandLines),
    '.SH EXIT STATUS',
    ...definitionLines(exitCodes),
    '.SH ENVIRONMENT',
    ...definitionLines(environmentVariables),
    '.SH FILES',
    ...definitionLines(files),
    '.SH SEE ALSO',
    escapeLine(seeAlso.join(', ')),
  ];
  return `${lines.join('\n')}\n`;
}

/** The commands that do something, in the order of the help; `help` itself is none of them. */
function leaves(command: Command): readonly Command[] {
  const children = command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help');
  return children.flatMap((child) => (child.commands.length === 0 ? [child] : leaves(child)));
}

function commandLines(command: Command): readonly string[] {
  const { registeredArguments } = command;
  const usage = [pathOf(command), ...registeredArguments.map(argumentWord)].join(' ');
  return [
    `.SS ${macroArgument(usage)}`,
    escapeLine(command.description()),
    ...definitionLines(
      registeredArguments.map((argument): Definition => [argument.name().toUpperCase(), describeArgument(argument)]),
    ),
    ...optionLines(command),
    ...examplesOf(command),
  ];
}

/** -h is in every command, so it stands with the program's own. */
function optionLines(command: Command): readonly string[] {
  const options = command.createHelp().visibleOptions(command);
  return options
    .filter((option) => command.parent === null || option.long !== '--help')
    .flatMap((option) => ['.TP', optionWord(option), escapeLine(option.description)]);
}

function optionWord({ flags }: Option): string {
  return flags
    .split(/([ ,|]+)/)
    .map((word) =>
      word.startsWith('-') ? bold(word) : /^[<[]/.test(word) ? italic(word.replace(/[<>[\]]/g, '')) : word,
    )
    .join('');
}

function definitionLines(definitions: readonly Definition[]): readonly string[] {
  return definitions.flatMap(([term, meaning]) => ['.TP', bold(term), escapeLine(meaning)]);
}

function describeArgument({ description, argChoices }: Argument): string {
  return argChoices === undefined ? description : `${description} (${argChoices.join(', ')})`;
}

function argumentWord(argument: Argument): string {
  const word = `${argument.name().toUpperCase()}${argument.variadic ? '...' : ''}`;
  return argument.required ? word : `[${word}]`;
}

/**
 * What addHelpText put behind the help: a heading, and lines to type. Commander only prints it, so it is printed here.
 */
function examplesOf(command: Command): readonly string[] {
  const streams = command.configureOutput();
  const printed: string[] = [];
  command.configureOutput({ ...streams, writeOut: (text) => printed.push(text) }).outputHelp();
  command.configureOutput(streams);
  const [heading, ...lines] = printed.join('').slice(command.helpInformation().length).trim().split('\n');
  if (heading === undefined || lines.length === 0) return [];
  return ['.PP', escapeLine(heading), ...literalLines(lines.map((line) => line.replace(/^ {2}/, '')).join('\n'))];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
