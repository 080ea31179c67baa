/** `ts-reg registry list`: every stored registry. */
import type { Command } from 'commander';
import type { TokenState } from '../../../registry-store/embedded-store.js';
import type { RegistryView } from '../../../registry/backend.js';
import { ecrTokenUser } from '../../../registry/ecr-login.js';
import { traitsOf } from '../../../registry/registry-type.js';
import { registryTable } from '../../output/registry-table.js';
import { wideTable } from '../../output/wide-table.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { printJson } from './print-registries.js';

export interface ListOptions {
  readonly factory: Factory;
  readonly wide?: boolean;
}

/** Parses; `run` acts. */
export function registerList(parent: Command, commandLine: CommandLine, run = runList): void {
  const command = parent
    .command('list')
    .summary('list registries')
    .description('Lists the stored registries. Contacts neither AWS nor any registry.')
    .option(
      '--wide',
      'also show the TLS setting, the token state and the last change; a narrow terminal shows fewer columns',
    )
    .addHelpText('after', '\nExamples:\n  $ ts-reg registry list --wide\n  $ ts-reg registry list --json')
    .action((flags: Pick<ListOptions, 'wide'>) => run({ ...flags, factory: commandLine.factory(command) }));
}

/** Prints the table. */
export async function runList({ factory, wide }: ListOptions): Promise<void> {
  const backend = await factory.backend();
  const { output, world } = factory;
  const views = await output.progress.during('reading the registries', () => backend.list());
  if (output.json) printJson(output, views);
  else if (wide)
    output.print(
      wideTable(views, {
        states: await tokenStates(factory, views),
        now: world.clock(),
        output,
        columns: world.stdout.columns,
      }),
    );
  else output.print(`${registryTable(views, output.foreign)}\n`);
  if (views.length === 0) output.remark('no registry is stored yet; next: ts-reg registry add HOST');
}

/** Only the embedded store has tokens; a remote engine does not return them. */
async function tokenStates(factory: Factory, views: readonly RegistryView[]): Promise<ReadonlyMap<string, TokenState>> {
  const states = new Map<string, TokenState>();
  if ((await factory.settings()).anchore) return states;
  const store = await factory.store();
  for (const view of views) {
    if (traitsOf(view.type).hasTokens) states.set(view.registry, await store.tokenState(view.registry));
    const login =
      !traitsOf(view.type).hasTokens && view.user === ecrTokenUser ? await store.loginState(view.registry) : undefined;
    if (login) states.set(view.registry, login);
  }
  return states;
}
