/** `ts-reg registry check`: do the stored credentials still work? Changes nothing. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import type { CheckOutcome } from '../../../registry-store/check.js';
import { hint } from '../../../system/hint.js';
import { printOutcomes } from '../../output/outcome-table.js';
import type { Output } from '../../output/output.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';

export interface CheckOptions {
  readonly factory: Factory;
  /** Empty: all. */
  readonly registries: readonly string[];
}

/** Parses; `run` acts. */
export function registerCheck(parent: Command, commandLine: CommandLine, run = runCheck): void {
  const command = parent
    .command('check')
    .summary('try the stored credentials')
    .description('Requests a token from AWS and signs in at the registry, for each stored registry. Changes nothing.')
    .argument('[registries...]', 'only these registries (default: all)')
    .addHelpText('after', '\nExample:\n  $ ts-reg registry check registry.example.com')
    .action((registries: readonly string[]) => run({ factory: commandLine.factory(command), registries }));
}

/** Prints for each registry whether it accepts the credentials; exit code 1 when one does not. */
export async function runCheck({ factory, registries }: CheckOptions): Promise<void> {
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
  if (failed > 0)
    throw new TsRegError(
      'refused',
      `${failed} of ${outcomes.length} registries did not accept their credentials`,
      // On a terminal each reason has its hint.
      output.messageWidth === undefined ? { hint: hint`ts-reg doctor` } : {},
    );
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
