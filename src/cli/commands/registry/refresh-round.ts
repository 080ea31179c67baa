/** One round of `registry refresh`: renews what is due, writes the outputs, and reports both. */
import { TsRegError } from '../../../errors.js';
import type { OutputOutcome } from '../../../outputs/write-output.js';
import type { RefreshOutcome } from '../../../registry-store/refresh.js';
import { isoSeconds } from '../../../system/iso-time.js';
import { printOutcomes } from '../../output/outcome-table.js';
import { durationText } from '../../output/time-text.js';
import type { Factory } from '../../process/factory.js';

export interface RoundOptions {
  readonly factory: Factory;
  /** Empty: all. */
  readonly registries: readonly string[];
  readonly force?: boolean;
}

export interface Round {
  readonly outcomes: readonly RefreshOutcome[];
  readonly outputs: readonly OutputOutcome[];
}

/** Renews and prints. What goes wrong with an output is in the result, not printed. Throws {TsRegError}. */
export async function refreshRound({ factory, registries, force }: RoundOptions): Promise<Round> {
  const { output, world } = factory;
  const store = await factory.store();
  const outcomes = await output.progress.during('renewing tokens', (advance) => {
    let done = 0;
    const onOutcome = (outcome: RefreshOutcome, total: number): void => {
      if (output.messageWidth === undefined) tell(factory, outcome);
      advance({ done: (done += 1), total });
    };
    return store.refresh({ registries, force: force === true, onOutcome });
  });
  if (output.messageWidth !== undefined)
    printOutcomes(
      output,
      outcomes.map((outcome) => ({ ...outcome, ...words(outcome, world.clock()) })),
      (problem) => {
        output.show(problem);
      },
    );
  const count = (outcome: RefreshOutcome['outcome']): number =>
    outcomes.filter((each) => each.outcome === outcome).length;
  if (output.json) output.print(`${JSON.stringify(outcomes.map(plain), undefined, 4)}\n`);
  else output.note(`${count('renewed')} renewed, ${count('still-fresh')} still fresh, ${count('failed')} failed`);
  const outputs = await factory.writeOutputs({ isAll: registries.length === 0 });
  if (!output.json) for (const { file, isWritten } of outputs) if (isWritten) output.note(`wrote ${file}`);
  output.debug(`refresh: round ended at ${new Date(world.clock()).toISOString()}`);
  return { outcomes, outputs };
}

/** What is wrong with the outputs, each line with its file. */
export function outputProblems(outputs: readonly OutputOutcome[]): readonly TsRegError[] {
  return outputs.flatMap(({ file, problems }) =>
    problems.map(({ kind, message, hint }) => {
      const line = message.includes(file) ? message : `${file}: ${message}`;
      return new TsRegError(kind, line, hint === undefined ? {} : { hint });
    }),
  );
}

function tell({ output, world }: Factory, outcome: RefreshOutcome): void {
  const { registry, error } = outcome;
  if (error)
    output.show(
      new TsRegError('refused', `${registry}: ${error.message}`, error.hint === undefined ? {} : { hint: error.hint }),
    );
  else if (!output.json) output.note(`${registry}: ${words(outcome, world.clock()).result}`);
}

function words(
  { outcome, expiresAt }: RefreshOutcome,
  now: number,
): { readonly result: string; readonly short: string } {
  const short = outcome === 'renewed' ? 'renewed' : 'still fresh';
  return { result: `${short}, valid ${durationText((expiresAt ?? 0) - now)}`, short };
}

function plain({ registry, outcome, error, expiresAt }: RefreshOutcome): object {
  const expiry = expiresAt === undefined ? null : isoSeconds(expiresAt);
  return { registry, outcome, expiresAt: expiry, message: error?.message ?? null, hint: error?.hint ?? null };
}
