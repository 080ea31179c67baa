/** How help is laid out: commands before options, hidden aliases nowhere, the global options named everywhere. */
import { type Argument, type Command, Help, type HelpConfiguration } from 'commander';
import { globalOptionList } from './global-options.js';

/** For commander's `configureHelp`, which subcommands inherit. */
export const helpLayout: HelpConfiguration = {
  // Below 40 columns beside the terms it would not wrap, which is what 80 leave to most of our commands.
  minWidthToWrap: 20,
  commandUsage: (command) => [pathOf(command), command.usage()].join(' '),
  // On the first screen the names alone, which leaves a narrow terminal room for what they mean.
  subcommandTerm: (command) =>
    [command.name(), ...(command.parent?.parent ? command.registeredArguments.map(argumentWord) : [])].join(' '),
  formatHelp: (command, helper) => {
    const sections = Help.prototype.formatHelp.call(helper, command, helper).trimEnd().split('\n\n');
    const isOptions = (section: string): boolean => /^Options[^\n]*:\n/.test(section);
    const ordered = [...sections.filter((section) => !isOptions(section)), ...sections.filter(isOptions)];
    return `${[...ordered, ...globalSection(command, helper)].join('\n\n')}\n`;
  },
};

/** Their names alone: what they mean takes eleven lines, which are in the help of the program. */
function globalSection(command: Command, helper: Help): readonly string[] {
  if (command.parent === null) return [];
  const own = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long);
  const names = globalOptionList.map(([flags]) => flags.split(' ')[0] ?? '').filter((name) => !own.includes(name));
  const lines = helper.boxWrap(names.join(' '), (helper.helpWidth ?? 80) - 2).split('\n');
  return [['Global options, see ts-reg --help:', ...lines.map((line) => `  ${line}`)].join('\n')];
}

function argumentWord(argument: Argument): string {
  const word = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${word}>` : `[${word}]`;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
