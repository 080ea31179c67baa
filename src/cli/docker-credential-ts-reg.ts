/**
 * The process `docker-credential-ts-reg`: answers `get` from a fresh kept token with nothing loaded but fs and crypto,
 * and hands everything else to the rest of the helper.
 */
import { readSync, writeSync } from 'node:fs';
import { freshTokenAnswer } from './cached-answer.js';
import { processHome } from './process-home.js';
import { readInput } from './stdin-sync.js';

const args = process.argv.slice(2);
const read = (buffer: Uint8Array): number => readSync(0, buffer);
const input = args.length === 1 && args[0] === 'get' ? readInput(read) : undefined;
const answer = input === undefined ? undefined : freshTokenAnswer(input, processHome(process));
if (answer === undefined) void import('./credential-helper.js').then(({ runHelper }) => runHelper({ process, args, read, input }));
else print(answer);

/** Written before the process ends; a reader that has gone away is no error, as with every other answer. */
function print(text: string): void {
  try {
    writeSync(1, text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) process.exitCode = 1;
  }
}
