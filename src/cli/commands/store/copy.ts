/** `ts-reg store copy`: copies the records from files to a database, back, or between databases. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Storage } from '../../../assembly/storage.js';
import { TsRegError } from '../../../errors.js';
import type { CopyOutcome, CopyPlan, CopyStores } from '../../../registry-store/copy-records.js';
import type { KeySetting } from '../../../registry/store-setting.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { differentStores } from './store-place.js';

export interface CopyOptions {
  readonly factory: Factory;
  /** `file`, `database`, or a `postgres://` URL. */
  readonly from: string;
  readonly to: string;
  readonly dryRun?: boolean;
  readonly replace?: boolean;
  readonly fromKeyFile?: string;
  readonly toKeyFile?: string;
}

/** Parses; `run` acts. */
export function registerCopy(parent: Command, commandLine: CommandLine, run = runCopy): void {
  const command = parent
    .command('copy')
    .summary('copy the registries to another store')
    .description(
      'Copies every registry with its credentials; tokens are fetched again when they are needed. ' +
        'Nothing is copied when the destination has different credentials for one of them, ' +
        'unless --replace is given. After an interruption, run the same command again.',
    )
    .argument('<from>', 'file (on this machine), database (of TS_REG_STORE or config.yaml), or a postgres:// URL')
    .argument('<to>', 'the same')
    .option('--dry-run', 'show what would be done')
    .option('--replace', 'overwrite registries that the destination already has')
    .option('--from-key-file <file>', 'key of the source store (default: the key in the settings)')
    .option('--to-key-file <file>', 'key of the destination store (default: the key in the settings)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg store copy file database --dry-run' +
        '\n  $ ts-reg store copy file postgres://ts_reg@db.example.com/ts_reg   # password: PGPASSWORD, or ~/.pgpass',
    )
    .action((from: string, to: string, flags: Omit<CopyOptions, 'factory' | 'from' | 'to'>) =>
      run({ ...flags, factory: commandLine.factory(command), from, to }),
    );
}

/** Copies, or with `dryRun` says what a copy would do. */
export async function runCopy(options: CopyOptions): Promise<void> {
  const { factory } = options;
  const stores = await openBoth(options);
  const { planCopy, copyRecords } = await import('../../../registry-store/copy-records.js');
  const { reportDamaged } = await import('../../../registry-store/report-damaged.js');
  const plan = await factory.output.progress.during('comparing', () => planCopy(stores));
  reportDamaged(plan.damaged, (problem) => {
    factory.output.report(problem);
  });
  if (options.dryRun === true) {
    tellPlan(options, plan);
    refuseConflicts(options, plan);
    return;
  }
  refuseConflicts(options, plan);
  const outcomes = await factory.output.progress.during('copying', async (advance) => {
    const done: { readonly registry: string; readonly outcome: CopyOutcome }[] = [];
    const registries = plan.steps.map(({ registry }) => registry);
    await copyRecords({
      ...stores,
      registries,
      replace: options.replace === true,
      onOutcome: (registry, outcome) => {
        done.push({ registry, outcome });
        advance({ done: done.length, total: registries.length });
      },
    });
    return done;
  });
  tellOutcomes(factory, outcomes);
}

async function openBoth({ factory, from, to, fromKeyFile, toKeyFile }: CopyOptions): Promise<CopyStores> {
  const settings = await factory.settings();
  const places = await differentStores(from, to, {
    configured: settings.store,
    environment: factory.world.environment,
  });
  const open = (store: typeof places.from, keyFile: string | undefined): Promise<Storage> =>
    factory.storageAt(store, keyFile === undefined ? settings.key : externalKey(keyFile));
  const [source, target] = [await open(places.from, fromKeyFile), await open(places.to, toKeyFile)];
  return { from: source.records, to: target.records };
}

function externalKey(path: string): KeySetting {
  return { kind: 'external-file', path: resolve(path) };
}

function tellPlan({ factory: { output }, replace }: CopyOptions, { steps }: CopyPlan): void {
  const planned = steps.map(({ registry, action }) => ({
    registry,
    action: action === 'conflict' && replace === true ? 'replace' : action,
  }));
  if (output.json) output.print(`${JSON.stringify(planned, undefined, 4)}\n`);
  else for (const { registry, action } of planned) output.print(`${action.padEnd(8)}  ${registry}\n`);
  const count = (wanted: string): number => planned.filter(({ action }) => action === wanted).length;
  if (!output.json)
    output.note(`would copy ${count('copy')}, replace ${count('replace')}, leave ${count('same')} that are the same`);
}

/** @throws {TsRegError} `conflict` when the stores differ and --replace was not given. */
function refuseConflicts({ replace, dryRun }: CopyOptions, { steps }: CopyPlan): void {
  const conflicts = steps.filter(({ action }) => action === 'conflict').map(({ registry }) => registry);
  const [first] = conflicts;
  if (first === undefined || replace === true) return;
  const which =
    conflicts.length === 1
      ? `${first} is in both stores, with different credentials`
      : `${conflicts.length} registries, ${first} first, are in both stores with different credentials`;
  throw new TsRegError('conflict', dryRun === true ? which : `${which}; nothing was copied`, {
    hint: hint`to overwrite them, run the same command with --replace`,
    detail: { registries: conflicts },
  });
}

/** @throws {TsRegError} `conflict` when another process wrote a record in the meantime that would be overwritten. */
function tellOutcomes(
  { output }: Factory,
  outcomes: readonly { readonly registry: string; readonly outcome: CopyOutcome }[],
): void {
  if (output.json) output.print(`${JSON.stringify(outcomes, undefined, 4)}\n`);
  const names = (wanted: CopyOutcome): readonly string[] =>
    outcomes.filter(({ outcome }) => outcome === wanted).map(({ registry }) => registry);
  if (!output.json)
    output.note(
      `${names('copied').length} copied, ${names('replaced').length} replaced, ${names('same').length} already the ` +
        `same`,
    );
  const conflicts = names('conflict');
  if (conflicts.length > 0)
    throw new TsRegError(
      'conflict',
      `not copied, because their credentials changed in the meantime: ${conflicts.join(', ')}`,
      { hint: hint`run the same command again, with --dry-run first` },
    );
}
