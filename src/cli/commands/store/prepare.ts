/** `ts-reg store prepare`: creates the tables of a shared store for users who may only write rows. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import { hint } from '../../../system/hint.js';
import { printResult } from '../../output/result.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';

export interface PrepareOptions {
  readonly factory: Factory;
}

/** Parses; `run` acts. */
export function registerPrepare(parent: Command, commandLine: CommandLine, run = runPrepare): void {
  const command = parent
    .command('prepare')
    .summary('create the tables of a shared store')
    .description(
      'Creates the schema and the tables in the configured database, ' +
        'or migrates them to the layout of this version. Stored data is kept.',
    )
    .addHelpText('after', '\nExample:\n  $ TS_REG_STORE=postgres://owner@db.example.com/ts_reg ts-reg store prepare')
    .action(() => run({ factory: commandLine.factory(command) }));
}

/** Prepares, and says that the store is ready. */
export async function runPrepare({ factory }: PrepareOptions): Promise<void> {
  const { prepare } = await factory.storage();
  if (!prepare) {
    throw new TsRegError('usage', 'a store in files needs no preparation: it is created with the first registry', {
      hint: hint`for a shared store: export TS_REG_STORE=postgres://ts_reg@db.example.com/ts_reg,
        see docs/shared-store.md`,
    });
  }
  await prepare();
  printResult(factory.output, { ready: true }, ['the shared store is ready']);
}
