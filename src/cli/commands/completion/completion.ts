/** `ts-reg completion bash|zsh|fish`: completion scripts, and the hidden command that they ask. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';

export interface CompletionOptions {
  readonly factory: Factory;
  readonly shell: string;
}

const shells = ['bash', 'zsh', 'fish'];

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
  const { completionScripts } = await import('./shell-scripts.js');
  const script = completionScripts.get(shell);
  if (script !== undefined) factory.output.print(script);
}

/**
 * Prints the candidates for the last of `words`, one a line with a tab before its description, and a last line: `:0`
 * when names of files belong to them, else `:4`.
 */
export async function runComplete({
  factory,
  program,
  words,
}: {
  readonly factory: Factory;
  readonly program: Command;
  readonly words: readonly string[];
}): Promise<void> {
  const { candidatesFor } = await import('./candidates.js');
  const { candidates, withFiles } = candidatesFor(program, words, await storedRegistries(factory));
  const lines = candidates.map(({ value, description }) => `${value}\t${description.replace(/\s+/g, ' ')}\n`);
  factory.output.print(`${lines.join('')}${withFiles ? ':0' : ':4'}\n`);
}

/**
 * Of files on this machine only: a completion waits for no network or database, asks for no key, and never
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
