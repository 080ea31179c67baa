/** The first half of a command: which options it hands to `run` for an argv. */
import { Command } from 'commander';
import { type CommandLine, createCommandLine, globalOptions } from '../../src/cli/commands/global-options.js';
import { Output } from '../../src/cli/output/output.js';
import type { Factory } from '../../src/cli/process/factory.js';
import { textWorld } from './cli-run.js';

/** Parses `argv` (with the command's name first) and gives what `run` received, less its factory. */
export async function parsed<T extends { readonly factory: Factory }>(
  register: (parent: Command, commandLine: CommandLine, run: (options: T) => Promise<void>) => void,
  argv: readonly string[],
): Promise<Omit<T, 'factory'>> {
  const { world } = textWorld();
  const parent = new Command('ts-reg').exitOverride().enablePositionalOptions();
  let received: T | undefined;
  register(parent, createCommandLine(world, new Output(world, { json: false, debug: false })), (options) => {
    received = options;
    return Promise.resolve();
  });
  for (const command of parent.commands) globalOptions(command, 'subcommand');
  await parent.parseAsync(argv, { from: 'user' });
  if (!received) throw new Error('run was not called');
  const { factory, ...options } = received;
  if (typeof factory.settings !== 'function') throw new Error('run got no factory');
  return options;
}
