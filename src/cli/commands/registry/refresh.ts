/** `ts-reg registry refresh`: renews ECR tokens, once or for as long as it runs. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import type { RefreshOutcome } from '../../../registry-store/refresh.js';
import { hint } from '../../../system/hint.js';
import { printOutcomes } from '../../output/outcome-table.js';
import { durationText } from '../../output/time-text.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { isoSeconds } from '../../../system/iso-time.js';

export interface RefreshOptions {
  readonly factory: Factory;
  /** Empty: all. */
  readonly registries: readonly string[];
  readonly force?: boolean;
  readonly watch?: boolean;
}

/** Parses; `run` acts. */
export function registerRefresh(parent: Command, commandLine: CommandLine, run = runRefresh): void {
  const command = parent
    .command('refresh')
    .summary('renew ECR tokens')
    .description('Renews the tokens that are past half of their lifetime. One failure does not stop the others.')
    .argument('[registries...]', 'only these registries (default: all)')
    .option('--force', 'renew every token')
    .option('--watch', 'keep running, and renew on a schedule until stopped')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg registry refresh' +
        '\n  $ ts-reg registry refresh --watch   # for systemd, see docs/refresh.md',
    )
    .action((registries: readonly string[], flags: Pick<RefreshOptions, 'force' | 'watch'>) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Refreshes, and with `watch` again and again until SIGTERM or SIGINT. */
export async function runRefresh(options: RefreshOptions): Promise<void> {
  const { factory } = options;
  if (!options.watch) return refreshOnce(options);
  const { clock, interrupted } = factory.world;
  for (let force = options.force === true; !interrupted.aborted; force = false) {
    const outcomes = await attempt({ ...options, force });
    const wait = nextRound(outcomes, clock(), Math.random());
    factory.output.note(`next round in ${durationText(wait)}`);
    await pause(wait, interrupted);
  }
  factory.output.note('stopped');
}

async function refreshOnce(options: RefreshOptions): Promise<void> {
  const outcomes = await round(options);
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0)
    throw new TsRegError(
      'refused',
      `${failed} of ${outcomes.length} tokens could not be renewed`,
      // On a terminal each reason has its hint.
      options.factory.output.messageWidth === undefined ? { hint: hint`ts-reg doctor` } : {},
    );
}

/** A round of --watch that fails as a whole (store unreadable, say) is reported and tried again soon. */
async function attempt(options: RefreshOptions): Promise<readonly RefreshOutcome[] | undefined> {
  try {
    return await round(options);
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    options.factory.output.show(error);
    return undefined;
  }
}

async function round({ factory, registries, force }: RefreshOptions): Promise<readonly RefreshOutcome[]> {
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
  output.debug(`refresh: round ended at ${new Date(world.clock()).toISOString()}`);
  return outcomes;
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

/** New records and edited ones are noticed within an hour. */
const longestWait = 3_600_000;
const afterFailure = 300_000;
const shortestWait = 60_000;

/**
 * Milliseconds until the next round; outcomes are undefined when the last one failed as a whole. Up to a tenth
 * shorter by chance (`random` in 0…1), so that a fleet that started together does not ask AWS together. Tokens are
 * renewed from half of their 12 hours on, so a third of what the first one has left is early enough.
 */
export function nextRound(outcomes: readonly RefreshOutcome[] | undefined, now: number, random: number): number {
  let wait = outcomes ? longestWait : afterFailure;
  for (const { outcome, expiresAt } of outcomes ?? []) {
    wait = Math.min(wait, outcome === 'failed' ? afterFailure : ((expiresAt ?? now) - now) / 3);
  }
  return Math.round(Math.max(shortestWait, wait) * (1 - random / 10));
}

/** Waits, or returns early when the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
