/** `ts-reg help environment`: the variables that ts-reg reads, on a page of their own. */
import type { Command } from 'commander';
import { wrapped } from '../output/terminal-text.js';
import type { Factory } from '../process/factory.js';
import type { CommandLine } from './global-options.js';

export interface EnvironmentOptions {
  readonly factory: Factory;
}

/** Parses; `run` acts. */
export function registerEnvironment(parent: Command, commandLine: CommandLine, run = runEnvironment): void {
  const command = parent
    .command('environment', { hidden: true })
    .summary('list the variables that ts-reg reads')
    .description('Prints the environment variables that ts-reg reads, and what they mean.')
    .addHelpText('after', '\nExample:\n  $ ts-reg help environment')
    .action(() => run({ factory: commandLine.factory(command) }));
}

/** Prints each variable, what it means below it. */
export async function runEnvironment({ factory: { output, world } }: EnvironmentOptions): Promise<void> {
  const { environmentVariables } = await import('../manual/environment-variables.js');
  const { columns = 80 } = world.stdout;
  // A terminal that does not know its width says 0.
  const width = Math.min(columns === 0 ? 80 : columns, 100);
  const entries = environmentVariables.map(([names, meaning]) => {
    const lines = [...wrapped(names, width - 2), ...wrapped(meaning, width - 6).map((line) => `    ${line}`)];
    return lines.map((line) => `  ${line}`).join('\n');
  });
  output.print(`Environment variables:\n\n${entries.join('\n\n')}\n`);
}
