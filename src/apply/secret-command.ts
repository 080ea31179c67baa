/** Runs the program that prints a secret: no shell, no questions, bounded in time and output. */
import { TsRegError } from '../errors.js';
import { Secret } from '../secret.js';
import { type ChildResult, firstLine, runChild } from '../system/bounded-child.js';
import type { Environment } from '../system/environment.js';
import { timeLimits } from '../system/time-limits.js';

export interface SecretCommand {
  /** Program and arguments. */
  readonly words: readonly string[];
  /** The program gets all of it but the secrets of ts-reg. */
  readonly environment: Environment;
  /** Where it runs; empty: the current folder. */
  readonly folder: string;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; default: 30 seconds, in which a vault may ask its server. */
  readonly longestRun?: number;
}

/** In bytes; a password has 64 KiB at most. */
const maximumBytes = 64 * 1024 + 2;

/**
 * What the program prints, without one line break at its end. Its stdin is empty.
 * @throws {TsRegError} `refused` naming the program, with its exit code and the first line of its stderr, redacted.
 */
export async function secretCommand(asked: SecretCommand): Promise<string> {
  const { words, environment, folder, signal, longestRun = timeLimits.secretCommand } = asked;
  const place = folder === '' ? {} : { folder };
  const ended = await runChild({ words, environment, timeMs: longestRun, maximumBytes, signal, ...place });
  const text = utf8Text(ended.stdout);
  if (ended.fault === undefined && text !== undefined) return text.replace(/\r?\n$/, '');
  const fault = ended.fault ?? 'printed bytes that are not UTF-8';
  throw new TsRegError('refused', `the command ${words[0] ?? ''} ${fault}${saidBy(ended)}`);
}

/** What it printed as a secret before it failed is one, wherever it stands. */
function saidBy({ stdout, stderr, fault }: ChildResult): string {
  const printed = stdout.toString('utf8').split(/[\r\n]+/);
  const line =
    fault === undefined
      ? ''
      : firstLine(
          stderr,
          printed.map((text) => new Secret(text.trim())),
        );
  return line === '' ? '' : `: ${line}`;
}

function utf8Text(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
