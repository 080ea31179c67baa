/** `ts-reg registry get`: one registry, never its password. */
import type { Command } from 'commander';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { printRegistries } from './print-registries.js';

export interface GetOptions {
  readonly factory: Factory;
  readonly registry: string;
}

/** Parses; `run` acts. */
export function registerGet(parent: Command, commandLine: CommandLine, run = runGet): void {
  const command = parent
    .command('get')
    .summary('show a registry')
    .description('Shows a stored registry, without its password.')
    .argument('<registry>', 'HOST, HOST:PORT or HOST/REPOSITORY')
    .addHelpText('after', '\nExample:\n  $ ts-reg registry get registry.example.com --json')
    .action((registry: string) => run({ factory: commandLine.factory(command), registry }));
}

/** Prints the registry. */
export async function runGet({ factory, registry }: GetOptions): Promise<void> {
  const backend = await factory.backend();
  printRegistries(
    factory.output,
    await factory.output.progress.during(`looking up ${registry}`, () => backend.get(registry)),
  );
}
