/** `ts-reg registry import`: takes the logins of a docker or podman config.json into the store. */
import type { Command } from 'commander';
import type { Logins } from '../../../clients/docker-logins.js';
import { TsRegError } from '../../../errors.js';
import { isAwsOnlyUser } from '../../../registry/identity.js';
import { parseServerAddress } from '../../../registry/server-address.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../command-line.js';

export interface ImportOptions {
  readonly factory: Factory;
  readonly file: string;
}

/** Parses; `run` acts. */
export function registerImport(parent: Command, commandLine: CommandLine, run = runImport): void {
  const command = parent
    .command('import')
    .summary('take over the logins of docker or podman')
    .description('Stores the logins that a docker config.json or podman auth.json holds. The file stays as it is.')
    .argument('<file>', 'such as ~/.docker/config.json')
    .addHelpText('after', '\nExample:\n  $ ts-reg registry import ~/.docker/config.json')
    .action((file: string) => run({ factory: commandLine.factory(command), file }));
}

/** Imports every login; tells of each that was left out, and why. */
export async function runImport({ factory, file }: ImportOptions): Promise<void> {
  const { readLogins } = await import('../../../clients/docker-logins.js');
  const { logins, skipped } = readLogins(file);
  const { keychain } = await factory.store();
  let refused = 0;
  await factory.output.progress.during('importing', async (advance) => {
    for (const [index, { address, username, password }] of logins.entries()) {
      const refusal = await refusalOf(
        () => keychain.store(parseServerAddress(address), { username, password }, 'import'),
        username,
      );
      if (refusal) {
        refused += 1;
        factory.output.report(refusal);
      } else {
        factory.output.note(`${address}: imported (${username})`);
      }
      advance({ done: index + 1, total: logins.length });
    }
  });
  for (const { address, reason } of skipped) factory.output.note(`${address}: left out, ${reason}`);
  factory.output.note(`${logins.length - refused} imported, ${skipped.length + refused} left out`);
  if (logins.length === 0) throw nothingToImport(file, skipped);
}

/** An AWS secret among the logins is left out, with the reason, and costs no other login. */
async function refusalOf(store: () => Promise<void>, username: string): Promise<TsRegError | undefined> {
  try {
    await store();
    return undefined;
  } catch (error) {
    if (error instanceof TsRegError && error.kind === 'refused' && isAwsOnlyUser(username)) return error;
    throw error;
  }
}

/** A file that leads to ts-reg already needs no import; what another helper keeps is typed in once more. */
function nothingToImport(file: string, skipped: Logins['skipped']): TsRegError {
  const isOurs = skipped.length > 0 && skipped.every(({ helper }) => helper === 'ts-reg');
  if (isOurs)
    return new TsRegError('refused', `${file} holds no logins to import: ts-reg keeps them already`, {
      hint: hint`ts-reg registry list`,
    });
  return new TsRegError('refused', `${file} holds no logins to import`, { hint: hint`ts-reg registry add HOST USER` });
}
