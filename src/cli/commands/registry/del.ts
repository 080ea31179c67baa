/** `ts-reg registry del`: deletes a registry and its token. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { coveringRecordNames } from '../../../registry/server-address.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';

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
    .description('Deletes a stored registry and its token.')
    .argument('<registry>', 'HOST, HOST:PORT or HOST/REPOSITORY')
    .option('--if-exists', 'do not fail if the registry is not stored')
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
  if ((await factory.settings()).anchore === undefined) await warnOfEntries(factory, registry);
  factory.output.print(factory.output.json ? 'true\n' : 'Success\n');
}

/** docker goes on asking ts-reg, which has no password any more, and its pulls become anonymous. */
async function warnOfEntries(factory: Factory, registry: string): Promise<void> {
  const { entriesOf } = await import('../../../clients/helper-entries.js');
  const { records } = await factory.storage();
  const { authority } = parseRegistryName(registry);
  const left = await records.findFirst(coveringRecordNames({ authority, path: '' })).catch(() => undefined);
  if (left !== undefined) return;
  for (const { path, isPodman } of await entriesOf(factory.world, authority))
    factory.output.warn(
      `${path} still names ts-reg for ${authority}: ${hint`ts-reg configure-docker --remove
        ${isPodman ? ['--podman', authority] : authority}`}`,
    );
}
