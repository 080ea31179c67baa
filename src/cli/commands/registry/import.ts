/** `ts-reg registry import`: takes the logins of a docker or podman config.json into the store. */
import type { Command } from 'commander';
import type { Login, Logins } from '../../../clients/docker-logins.js';
import { narrowRecordDoubt } from '../../../clients/narrow-record.js';
import { TsRegError } from '../../../errors.js';
import type { EmbeddedStore } from '../../../registry-store/embedded-store.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { hint } from '../../../system/hint.js';
import { printResult } from '../../output/result.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { readStream } from '../../../system/stdin.js';

export interface ImportOptions {
  readonly factory: Factory;
  /** `-`: standard input. */
  readonly file: string;
  readonly replace?: boolean;
  readonly fromHelpers?: boolean;
}

/** Parses; `run` acts. */
export function registerImport(parent: Command, commandLine: CommandLine, run = runImport): void {
  const command = parent
    .command('import')
    .summary('import the logins of docker or podman')
    .description('Stores the logins in a docker config.json or podman auth.json. The file is not changed.')
    .argument('<file>', 'such as ~/.docker/config.json; - for standard input')
    .option('--replace', 'overwrite stored registries that have another user or password')
    .option('--from-helpers', 'ask the credential helpers that the file names for the passwords they keep')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg registry import ~/.docker/config.json' +
        '\n  $ ts-reg registry import ~/.docker/config.json --from-helpers',
    )
    .action((file: string, flags: Pick<ImportOptions, 'replace' | 'fromHelpers'>) =>
      run({ ...flags, factory: commandLine.factory(command), file }),
    );
}

/** Imports every login; reports each skipped one with its reason. */
export async function runImport(options: ImportOptions): Promise<void> {
  const { factory, file, replace = false, fromHelpers = false } = options;
  const { output } = factory;
  const { withHelperLogins } = await import('./import-from-helpers.js');
  const { logins, skipped } = await withHelperLogins(factory, await loginsOf(factory, file), { isWanted: fromHelpers });
  const { keychain } = await factory.store();
  const results: ImportResult[] = [];
  const problems: (() => void)[] = [];
  await output.progress.during('importing', async (advance) => {
    for (const [index, login] of logins.entries()) {
      const { address, username } = login;
      results.push({ address, user: username, ...(await importOne(login, { keychain, output, replace, problems })) });
      advance({ done: index + 1, total: logins.length });
    }
  });
  // At the end, where they are not missed among many.
  for (const tell of problems) tell();
  const left = skipped.map(({ address, reason }): ImportResult => ({
    address,
    user: null,
    outcome: 'skipped',
    message: reason,
  }));
  const count = (...wanted: readonly ImportResult['outcome'][]): number =>
    [...results, ...left].filter(({ outcome }) => wanted.includes(outcome)).length;
  const kept = count('kept');
  printResult(
    output,
    [...results, ...left],
    [
      ...left.map(({ address, message }) => `${shown(address)}: skipped, ${message ?? ''}`),
      `${count('imported', 'same')} imported, ${count('skipped')} skipped${kept > 0 ? `, ${kept} kept` : ''}`,
    ],
  );
  if (logins.length === 0) throw nothingToImport(file, skipped);
}

async function loginsOf({ world }: Factory, file: string): Promise<Logins> {
  const { loginsIn, readLogins, largestFile } = await import('../../../clients/docker-logins.js');
  if (file !== '-') return readLogins(file);
  const tooLong = (): TsRegError =>
    new TsRegError('io', `standard input is larger than ${largestFile} bytes`, {
      hint: hint`name the file instead: ts-reg registry import ~/.docker/config.json`,
    });
  return loginsIn((await readStream(world.stdin, largestFile, tooLong)).toString('utf8'), 'standard input');
}

/** One line of the answer to `--json`. */
interface ImportResult {
  readonly address: string;
  readonly user: string | null;
  readonly outcome: 'imported' | 'same' | 'kept' | 'skipped';
  /** Why it was not imported. */
  readonly message: string | null;
}

interface ImportInto {
  readonly keychain: EmbeddedStore['keychain'];
  readonly output: Factory['output'];
  readonly replace: boolean;
  /** Collects what is reported at the end. */
  readonly problems: (() => void)[];
}

/** An entry that cannot be used is left out, with the reason, and costs no other entry. */
async function importOne(
  { address, username, password }: Login,
  { keychain, output, replace, problems }: ImportInto,
): Promise<Pick<ImportResult, 'outcome' | 'message'>> {
  try {
    const { importedName } = await import('../../../clients/imported-name.js');
    const name = importedName(address);
    const outcome = await keychain.importLogin(name, { username, password }, { replace });
    if (outcome === 'kept') {
      const reason = 'kept: already stored with another user or password; to overwrite it: --replace';
      problems.push(() => {
        output.warn(`${name}: ${reason}`);
      });
      return { outcome, message: reason };
    }
    if (!output.json)
      output.note(`${shown(address)}: ${outcome === 'same' ? 'stored already' : 'imported'} (${username})`);
    const narrow = narrowRecordDoubt(parseRegistryName(name));
    if (narrow !== undefined) output.warn(narrow);
    return { outcome, message: null };
  } catch (error) {
    if (!(error instanceof TsRegError) || !['usage', 'refused'].includes(error.kind)) throw error;
    problems.push(() => {
      if (error.kind === 'refused' && error.hint !== undefined) output.report(error);
      else output.warn(`${shown(address)}: skipped, ${error.message}`);
    });
    return { outcome: 'skipped', message: error.message };
  }
}

/** A key of the file in one line; it can be empty. */
function shown(address: string): string {
  return /^[!-~]+$/.test(address) ? address : JSON.stringify(address);
}

/** A file that leads to ts-reg already needs no import; what another helper keeps is typed in once more. */
function nothingToImport(file: string, skipped: Logins['skipped']): TsRegError {
  const isOurs = skipped.length > 0 && skipped.every(({ helper }) => helper === 'ts-reg');
  if (isOurs)
    return new TsRegError('refused', `${file} contains no logins to import: ts-reg already stores them`, {
      hint: hint`ts-reg registry list`,
    });
  return new TsRegError('refused', `${file} contains no logins to import`, {
    hint: hint`ts-reg registry add HOST USER`,
  });
}
