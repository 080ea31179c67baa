/** `ts-reg registry check`: do the stored credentials still work? Changes nothing. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import type { CheckOutcome } from '../../../registry-store/check.js';
import type { RegistryEnds } from '../../../registry-store/credential-ends.js';
import { hint } from '../../../system/hint.js';
import { isoSeconds } from '../../../system/iso-time.js';
import { parseDuration } from '../../input/duration.js';
import { printOutcomes } from '../../output/outcome-table.js';
import type { Output } from '../../output/output.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { earlyEnds, lifeText } from './check-ends.js';

export interface CheckOptions {
  readonly factory: Factory;
  /** Empty: all. */
  readonly registries: readonly string[];
  /** How long, such as 6h. */
  readonly minLife?: string;
}

/** Parses; `run` acts. */
export function registerCheck(parent: Command, commandLine: CommandLine, run = runCheck): void {
  const command = parent
    .command('check')
    .summary('try the stored credentials')
    .description(
      'Requests a token from AWS and signs in at the registry, for each stored registry. Changes nothing. ' +
        'A password that ends within 14 days is a failure too.',
    )
    .argument('[registries...]', 'only these registries (default: all)')
    .option('--min-life <time>', 'ask nobody: fail when a kept token or a password ends sooner, such as 6h or 30m')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg registry check registry.example.com\n  $ ts-reg registry check --min-life 6h   # for ' +
        'cron',
    )
    .action((registries: readonly string[], flags: Pick<CheckOptions, 'minLife'>) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Prints for each registry whether it accepts the credentials; exit code 1 when one does not. */
export async function runCheck(options: CheckOptions): Promise<void> {
  const { factory, registries, minLife } = options;
  if (minLife !== undefined) return checkLife(factory, registries, parseDuration(minLife, '--min-life'));
  const { output } = factory;
  const store = await factory.store();
  const outcomes = await output.progress.during('trying the stored credentials', (advance) => {
    let done = 0;
    return store.check(registries, {
      onOutcome: (outcome, total) => {
        if (output.messageWidth === undefined) tell(output, outcome);
        advance({ done: (done += 1), total });
      },
    });
  });
  if (output.messageWidth !== undefined)
    printOutcomes(
      output,
      outcomes.map((outcome) => ({ ...outcome, result: 'accepted' })),
      (problem) => {
        output.report(problem);
      },
    );
  if (output.json) output.print(`${JSON.stringify(outcomes.map(plain), undefined, 4)}\n`);
  if (outcomes.length === 0) output.remark('no registry is stored yet; next: ts-reg registry add HOST');
  const failed = outcomes.filter(({ error }) => error !== undefined).length;
  // By their names: a second list would report damaged records twice.
  const ends = outcomes.length === 0 ? [] : await store.ends(outcomes.map(({ registry }) => registry));
  for (const end of ends)
    for (const problem of earlyEnds(end, { now: factory.world.clock(), minLife: undefined })) output.report(problem);
  if (failed > 0)
    throw new TsRegError(
      'refused',
      `${failed} of ${outcomes.length} registries did not accept their credentials`,
      // On a terminal each reason has its hint.
      output.messageWidth === undefined ? { hint: hint`ts-reg doctor` } : {},
    );
}

/** Sends no request, so that it can run each minute, and an outage of AWS changes nothing. */
async function checkLife(factory: Factory, registries: readonly string[], minLife: number): Promise<void> {
  const { output, world } = factory;
  const now = world.clock();
  const ends = await (await factory.store()).ends(registries);
  const rows = ends.map((end) => ({ ...end, problems: earlyEnds(end, { now, minLife }), life: lifeText(end, now) }));
  for (const { registry, problems, life } of rows) {
    for (const problem of problems) output.show(problem);
    if (problems.length === 0 && !output.json) output.note(`${registry}: ${life}`);
  }
  if (output.json) output.print(`${JSON.stringify(rows.map(plainLife), undefined, 4)}\n`);
  if (rows.length === 0) output.remark('no registry is stored yet; next: ts-reg registry add HOST');
  const failed = rows.filter(({ problems }) => problems.length > 0).length;
  if (failed > 0)
    throw new TsRegError('refused', `the credentials of ${failed} of ${rows.length} registries end too soon`, {
      hint: hint`ts-reg doctor`,
    });
}

function plainLife({ registry, ends, problems }: RegistryEnds & { readonly problems: readonly TsRegError[] }): object {
  const times = ends.flatMap(({ expiresAt }) => expiresAt ?? []);
  return {
    registry,
    ok: problems.length === 0,
    expiresAt: times.length === 0 ? null : isoSeconds(Math.min(...times)),
    message: problems[0]?.reason ?? null,
    hint: problems[0]?.hint ?? null,
  };
}

function tell(output: Output, { registry, error }: CheckOutcome): void {
  if (error)
    output.report(
      new TsRegError('refused', `${registry}: ${error.message}`, error.hint === undefined ? {} : { hint: error.hint }),
    );
  else if (!output.json) output.note(`${registry}: accepted`);
}

function plain({ registry, error }: CheckOutcome): object {
  return { registry, accepted: error === undefined, message: error?.message ?? null, hint: error?.hint ?? null };
}
