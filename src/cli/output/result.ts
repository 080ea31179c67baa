/** What a command did, for people or for scripts. */
import type { Output } from './output.js';

/** Prints lines for people on stderr, or with `--json` the same as one JSON value on stdout. */
export function printResult(
  output: Pick<Output, 'json' | 'print' | 'note'>,
  result: object,
  lines: readonly string[],
): void {
  if (output.json) output.print(`${JSON.stringify(result, undefined, 4)}\n`);
  else for (const line of lines) output.note(line);
}
