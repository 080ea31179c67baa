/** One run of the credential helper: `get` from a fresh kept token, and everything else by the rest of the helper. */
import { readSync, writeSync } from 'node:fs';
import { type AskedAddress, readAskedAddress } from '../../clients/helper-messages.js';
import { errnoOf } from '../../system/file-error.js';
import { readInput } from '../../system/stdin.js';
import { type ProcessHome, processHome } from './process-home.js';

/** The answer from a fresh kept token, or undefined when there is more to do. */
export type CachedAnswer = (asked: AskedAddress, home: ProcessHome) => string | undefined | Promise<string | undefined>;

/** Answers the request on the command line and stdin; the exit code is the process's. */
export async function runHelperProcess(process: NodeJS.Process, cachedAnswer: CachedAnswer): Promise<void> {
  // Until there is an answer: any end of the process before that is a failure.
  process.exitCode = 1;
  const args = process.argv.slice(2);
  const read = (buffer: Uint8Array): number => readSync(0, buffer);
  const input = args.length === 1 && args[0] === 'get' ? readOrUndefined(read) : undefined;
  const asked = input === undefined ? undefined : addressIn(input);
  const answer = asked && (await cachedAnswer(asked, processHome(process)));
  if (answer !== undefined) {
    print(process, answer);
    return;
  }
  const { runHelper } = await import('./credential-helper.js');
  await runHelper({ process, args, read, input, asked });
}

/** Undefined for bad input; the rest of the helper reports what is wrong with it. */
function addressIn(input: string): AskedAddress | undefined {
  try {
    return readAskedAddress(input);
  } catch {
    return undefined;
  }
}

/** What cannot be read is read again by the rest of the helper, which says why not. */
function readOrUndefined(read: (buffer: Uint8Array) => number): string | undefined {
  try {
    return readInput(read);
  } catch {
    return undefined;
  }
}

/** Written before the process ends; a reader that has gone away is no error, as with every other answer. */
function print(process: NodeJS.Process, text: string): void {
  try {
    writeSync(1, text);
    process.exitCode = 0;
  } catch (error) {
    if (errnoOf(error) === 'EPIPE') process.exitCode = 0;
  }
}
