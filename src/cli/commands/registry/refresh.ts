/** `ts-reg registry refresh`: renews ECR tokens, once or for as long as it runs. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import { hint } from '../../../system/hint.js';
import type { CommandLine } from '../global-options.js';
import { outputProblems, refreshRound, type RoundOptions } from './refresh-round.js';

export interface RefreshFlags {
  readonly force?: boolean;
  readonly watch?: boolean;
  /** A file. */
  readonly status?: string;
  /** Of the status. */
  readonly format?: string;
  readonly onFailure?: string;
}

export interface RefreshOptions extends RefreshFlags, RoundOptions {
  readonly force?: boolean;
}

/** Parses; `run` acts. */
export function registerRefresh(parent: Command, commandLine: CommandLine, run = runRefresh): void {
  const command = parent
    .command('refresh')
    .summary('renew ECR tokens')
    .description(
      'Renews the tokens that are past half of their lifetime, and the outputs of config.yaml. ' +
        'One failure does not stop the others.',
    )
    .argument('[registries...]', 'only these registries (default: all)')
    .option('--force', 'renew every token')
    .option('--watch', 'keep running, and renew each token at half of its life until stopped')
    .option('--status <file>', 'with --watch: write what is known of each registry to FILE after each round')
    .option('--format <format>', 'of the status: json or prometheus (default: json)')
    .option('--on-failure <command>', 'with --watch: run COMMAND when a registry starts to fail, and when it is well')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg registry refresh' +
        '\n  $ ts-reg registry refresh --watch   # for systemd, see docs/refresh.md',
    )
    .action((registries: readonly string[], flags: RefreshFlags) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Refreshes, and with `watch` again and again until SIGTERM or SIGINT. */
export async function runRefresh(options: RefreshOptions): Promise<void> {
  if (!options.watch) return refreshOnce(options);
  const { runWatch } = await import('./watch.js');
  return runWatch(options);
}

async function refreshOnce(options: RefreshOptions): Promise<void> {
  const { output } = options.factory;
  for (const [flag, value] of [
    ['--status', options.status],
    ['--format', options.format],
    ['--on-failure', options.onFailure],
  ] as const)
    if (value !== undefined)
      throw new TsRegError('usage', `${flag} is for --watch`, {
        hint: hint`ts-reg registry refresh --watch ${flag} ${value}`,
      });
  const { outcomes, outputs } = await refreshRound(options);
  for (const problem of outputProblems(outputs)) output.report(problem);
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0)
    throw new TsRegError(
      'refused',
      `${failed} of ${outcomes.length} tokens could not be renewed`,
      // On a terminal each reason has its hint.
      output.messageWidth === undefined ? { hint: hint`ts-reg doctor` } : {},
    );
}
