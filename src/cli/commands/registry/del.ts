/** `ts-reg registry del`: forgets a registry and its token. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../command-line.js';

export interface DeleteOptions {
  readonly factory: Factory;
  readonly registry: string;
  readonly ifExists?: boolean;
}

/** Parses; `run` acts. */
export function registerDelete(parent: Command, commandLine: CommandLine, run = runDelete): void {
  const command = parent
    .command('del')
    .summary('delete a registry')
    .description('Forgets a stored registry and its token.')
    .argument('<registry>', 'HOST, HOST:PORT or HOST/REPOSITORY')
    .option('--if-exists', 'an unknown registry is no error')
    .addHelpText('after', '\nExample:\n  $ ts-reg registry del registry.example.com --if-exists')
    .action((registry: string, flags: Pick<DeleteOptions, 'ifExists'>) =>
      run({ ...flags, factory: commandLine.factory(command), registry }),
    );
}

/** Deletes the registry and prints `Success`. */
export async function runDelete({ factory, registry, ifExists }: DeleteOptions): Promise<void> {
  const backend = await factory.backend();
  try {
    await factory.output.progress.during(`deleting ${registry}`, () => backend.delete(registry));
  } catch (error) {
    if (!ifExists || !(error instanceof TsRegError) || error.kind !== 'not-found') throw error;
  }
  factory.output.print(factory.output.json ? 'true\n' : 'Success\n');
}
