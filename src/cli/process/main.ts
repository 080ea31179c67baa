/** One run of `ts-reg`: arguments in, exit code out; the only place where errors become messages. */
import { CommanderError } from 'commander';
import { InterruptedError, TsRegError } from '../../errors.js';
import { redact } from '../../redact.js';
import { hint } from '../../system/hint.js';
import { refuseLogin, spelledOut } from '../commands/command-words.js';
import { withCorrectedCommand } from '../commands/corrected-command.js';
import { createCommandLine } from '../commands/global-options.js';
import { createProgram, registryCommandNames } from '../commands/program.js';
import { calledCommand, usageError } from '../commands/usage-error.js';
import { Output } from '../output/output.js';
import { version } from './version.js';
import type { World } from './world.js';

/**
 * Runs the command line (without node and script) and resolves to the exit code: 0, 1, 2, 130 after Ctrl-C, 143 after
 * SIGTERM.
 */
export async function main(typed: readonly string[], world: World): Promise<number> {
  const argv = spelledOut(typed, registryCommandNames);
  const output = new Output(world, {
    json: argv.includes('--json') || world.environment['ANCHORE_CLI_JSON'] === 'y',
    debug: argv.includes('--debug') || world.environment['ANCHORE_CLI_DEBUG'] === 'y',
  });
  const commandLine = createCommandLine(world, output);
  const program = createProgram(version, commandLine, {
    writeOut: (text) => {
      output.print(text);
    },
    columns: world.stdout.columns,
    argv,
  });
  try {
    refuseLogin(argv);
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (world.interrupted.aborted) return world.interrupted.reason === 'SIGTERM' ? 143 : 130;
    if (error instanceof InterruptedError) return 130;
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // A group without a command shows its help: no error, as in docker, gh and anchore-cli.
    if (error instanceof CommanderError && error.code === 'commander.help') return 0;
    output.report(
      error instanceof CommanderError
        ? usageError(error, program, argv)
        : withCorrectedCommand(asTsRegError(error, output), calledCommand(program, argv)),
    );
  } finally {
    await commandLine.close();
  }
  return output.exitCode;
}

/**
 * Anything unforeseen: its text may hold anything, so only `--debug` shows where it came from, and never its message.
 */
function asTsRegError(error: unknown, output: Output): TsRegError {
  if (error instanceof TsRegError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  for (const frame of frames) output.debug(frame.trim());
  return new TsRegError('internal', `unexpected internal error (${redact(name)})`, {
    hint: hint`run it again with --debug and report what it prints`,
  });
}
