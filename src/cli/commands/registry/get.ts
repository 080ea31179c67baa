/** `ts-reg registry get`: one registry, never its password. */
import type { Command } from 'commander';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { printRegistries } from './print-registries.js';
import { tokenStates } from './token-states.js';

export interface GetOptions {
  readonly factory: Factory;
  readonly registry: string;
  readonly wide?: boolean;
}

/** Parses; `run` acts. */
export function registerGet(parent: Command, commandLine: CommandLine, run = runGet): void {
  const command = parent
    .command('get')
    .summary('show a registry')
    .description('Shows a stored registry, without its password.')
    .argument('<registry>', 'HOST, HOST:PORT or HOST/REPOSITORY')
    .option('--wide', 'also show identity, token, expiry, region and endpoint, with --json too')
    .addHelpText('after', '\nExample:\n  $ ts-reg registry get registry.example.com --json')
    .action((registry: string, flags: Pick<GetOptions, 'wide'>) =>
      run({ ...flags, factory: commandLine.factory(command), registry }),
    );
}

/** Prints the registry. */
export async function runGet({ factory, registry, wide }: GetOptions): Promise<void> {
  const backend = await factory.backend();
  const { output, world } = factory;
  const views = await output.progress.during(`looking up ${registry}`, () => backend.get(registry));
  const facts = wide === true ? { states: await tokenStates(factory, views), now: world.clock() } : undefined;
  printRegistries(output, views, facts);
}
