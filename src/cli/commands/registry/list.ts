/** `ts-reg registry list`: every stored registry. */
import type { Command } from 'commander';
import type { TokenState } from '../../../registry-store/embedded-store.js';
import { endingPasswords } from '../../output/password-end.js';
import { registryTable } from '../../output/registry-table.js';
import { listTable, wideTable } from '../../output/wide-table.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { printJson } from './print-registries.js';
import { tokenStates } from './token-states.js';

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
      'also show identity, token, expiry, TLS, region, endpoint and last change, in the table and with --json',
    )
    .addHelpText('after', '\nExamples:\n  $ ts-reg registry list --wide\n  $ ts-reg registry list --json')
    .action((flags: Pick<ListOptions, 'wide'>) => run({ ...flags, factory: commandLine.factory(command) }));
}

/** Prints the table. */
export async function runList({ factory, wide }: ListOptions): Promise<void> {
  const backend = await factory.backend();
  const { output, world } = factory;
  const withTokens = wide === true || output.isForPeople;
  const { views, states } = await output.progress.during('reading the registries', async () => {
    const listed = await backend.list();
    return { views: listed, states: withTokens ? await tokenStates(factory, listed) : new Map<string, TokenState>() };
  });
  if (output.json) printJson(output, views, wide === true ? states : undefined);
  else if (withTokens) {
    const columns = world.stdout.isTTY === true ? (world.stdout.columns ?? 0) : undefined;
    output.print((wide === true ? wideTable : listTable)(views, { states, now: world.clock(), output, columns }));
  } else output.print(`${registryTable(views, output.foreign)}\n`);
  for (const line of endingPasswords(views, world.clock())) output.warn(line);
  if (views.length === 0) output.remark('no registry is stored yet; next: ts-reg registry add HOST');
}
