/** `docker-credential-ts-reg` beyond its hot path: the whole protocol on the embedded store. */
import { runCredentialHelper } from '../../clients/credential-helper-protocol.js';
import type { AskedAddress } from '../../clients/helper-messages.js';
import { readInput } from '../../system/stdin.js';
import { Output } from '../output/output.js';
import { createFactory } from './factory.js';
import { abortOnSignals, failUntilSettled, silenceRuntimeNotice } from './process-setup.js';
import { processWorld } from './process-world.js';
import { helperName } from './program-name.js';
import { version } from './version.js';

export interface HelperProcess {
  readonly process: NodeJS.Process;
  /** Behind the program's name. */
  readonly args: readonly string[];
  /** Reads stdin into a buffer and tells how many bytes came. */
  readonly read: (buffer: Uint8Array) => number;
  /** What the hot path has read already. */
  readonly input: string | undefined;
  readonly asked: AskedAddress | undefined;
}

/** Answers one request; the exit code is the process's. */
export async function runHelper({ process, args, read, input, asked }: HelperProcess): Promise<void> {
  silenceRuntimeNotice(process);
  const commit = failUntilSettled(process, { exitCode: 1, stream: 'stdout' });
  const world = processWorld(process, abortOnSignals(process), 1);
  // Clients show stderr to people: only what goes wrong is said there.
  const output = new Output(world, { json: false, debug: world.environment['ANCHORE_CLI_DEBUG'] === 'y' });
  const factory = createFactory(world, {}, output);
  const exitCode = await runCredentialHelper(args, {
    input: () => input ?? readInput(read),
    asked,
    output: (text) => {
      output.print(text);
    },
    complain: (line) => {
      output.note(line.startsWith(helperName) ? line : `${helperName}: ${line}`);
    },
    keychain: () => factory.keychain(),
    version,
  }).finally(() => factory.close());
  commit(exitCode);
}
