/** `ts-reg completion bash|zsh|fish`: completion scripts, and the hidden command that they ask. */
import type { Argument, Command, Option } from 'commander';
import { TsRegError } from '../../../errors.js';
import { registryTypes } from '../../../registry/registry-type.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { bashCompletion, zshCompletion } from './shell-scripts.js';

export interface CompletionOptions {
  readonly factory: Factory;
  readonly shell: string;
}

const shells = ['bash', 'zsh', 'fish'];
/** The library's scripts for these evaluate what is typed. */
const ownScripts: ReadonlyMap<string, string> = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
]);

/** Parses; `run` acts. */
export function registerCompletion(parent: Command, commandLine: CommandLine, run = runCompletion): void {
  const command = parent
    .command('completion')
    .summary('print a completion script')
    .description('Prints a script that completes commands, options and the names of stored registries.')
    .addArgument(parent.createArgument('<shell>', 'of your shell').choices(shells))
    .addHelpText(
      'after',
      `
Examples:
  $ ts-reg completion bash > ~/.local/share/bash-completion/completions/ts-reg
  $ ts-reg completion zsh > "\${fpath[1]}/_ts-reg"
  $ ts-reg completion fish > ~/.config/fish/completions/ts-reg.fish`,
    )
    .action((shell: string) => run({ factory: commandLine.factory(command), shell }));
  const answer = parent
    .command('complete', { hidden: true })
    .summary('answer a completion script')
    .description('Prints the candidates for a completion script.')
    .argument('[words...]')
    .addHelpText('after', '\nExample:\n  $ ts-reg complete -- registry get ""')
    .action((words: readonly string[]) =>
      runComplete({ factory: commandLine.factory(answer), program: parent, words }),
    );
}

/** Prints the script of a shell. */
export async function runCompletion({ factory, shell }: CompletionOptions): Promise<void> {
  const own = ownScripts.get(shell);
  if (own !== undefined) {
    factory.output.print(own);
    return;
  }
  const { RootCommand } = await import('@bomb.sh/tab');
  factory.output.print(
    printed(() => {
      new RootCommand().setup('ts-reg', 'ts-reg', shell);
    }),
  );
}

/** Prints the candidates for the last of `words`, one a line, and the directive that ends them. */
export async function runComplete({
  factory,
  program,
  words,
}: {
  readonly factory: Factory;
  readonly program: Command;
  readonly words: readonly string[];
}): Promise<void> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const registries = await storedRegistries(factory);
  const root = new RootCommand();
  const add = (command: Command, path: string): void => {
    const target = path === '' ? root : root.command(path, command.summary());
    for (const option of command.createHelp().visibleOptions(command)) {
      const name = option.long?.slice(2) ?? '';
      if (option.required || option.optional)
        target.option(name, option.description, (complete) => {
          for (const choice of choicesOf(option)) complete(choice, '');
        });
      else target.option(name, option.description);
    }
    for (const argument of command.registeredArguments) {
      target.argument(
        argument.name(),
        (complete) => {
          for (const value of candidates(argument, command, registries)) complete(value, '');
        },
        argument.variadic,
      );
    }
    for (const child of command.createHelp().visibleCommands(command)) add(child, `${path} ${child.name()}`.trim());
  };
  add(program, '');
  factory.output.print(
    printed(() => {
      root.parse([...words]);
    }),
  );
}

/** The types are checked by us, in anchore-cli's words, so commander does not know them. */
function choicesOf(option: Option): readonly string[] {
  return option.long === '--registry-type' ? registryTypes : (option.argChoices ?? []);
}

/** Stored names wherever a registry is asked for that should be there already. */
function candidates(argument: Argument, command: Command, registries: readonly string[]): readonly string[] {
  if (argument.argChoices) return argument.argChoices;
  return /^registr(?:y|ies)$/.test(argument.name()) && command.name() !== 'add' ? registries : [];
}

/**
 * Of files on this machine only: a completion never waits for a network, be it a database's, asks for no key, and never
 * fails. The names are those of the grammar: a file that holds another one is damaged.
 */
async function storedRegistries(factory: Factory): Promise<readonly string[]> {
  try {
    if ((await factory.settings()).store.kind !== 'file') return [];
    const { records } = await (await factory.storage()).records.list({ withoutKey: true });
    return records.map(({ registry }) => registry);
  } catch (error) {
    if (error instanceof TsRegError) return [];
    throw error;
  }
}

/** What the library writes with console.log, which is all that it does. */
function printed(work: () => void): string {
  const lines: string[] = [];
  /* eslint-disable no-console -- the library knows no other way out */
  const { log } = console;
  console.log = (line: unknown) => {
    lines.push(`${String(line)}\n`);
  };
  try {
    work();
  } finally {
    console.log = log;
  }
  /* eslint-enable no-console */
  return lines.join('');
}
