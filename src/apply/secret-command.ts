/** Runs the program that prints a secret: no shell, no questions, bounded in time and output. */
import { TsRegError } from '../errors.js';
import { cutText, redact } from '../redact.js';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { timeLimits } from '../system/time-limits.js';
import { type BoundedRun, runBounded } from './bounded-run.js';

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
const longestLine = 2_000;
/** A shorter piece of its output is a word such as `token` or `user`, and no secret. */
const shortestPiece = 6;
const secretName = /pass|secret|token|key|cred|auth/i;

/**
 * What the program prints, without one line break at its end. It gets no input.
 * @throws {TsRegError} `refused` naming the program, with its exit code and the first line of its stderr, redacted.
 */
export async function secretCommand(asked: SecretCommand): Promise<string> {
  const { longestRun = timeLimits.secretCommand } = asked;
  const program = asked.words[0] ?? '';
  const run = await runBounded({ ...asked, longestRun, maximumBytes });
  if (run.fault !== undefined)
    throw new TsRegError('refused', `the command ${program} ${run.fault}${firstLine(run, asked.environment)}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(run.stdout).replace(/\r?\n$/, '');
  } catch {
    throw new TsRegError('refused', `the command ${program} printed bytes that are not UTF-8`);
  }
}

/** What it printed as a secret before it failed is one, whole or in parts, and so is what a variable holds for it. */
function firstLine({ stdout, stderr }: BoundedRun, environment: Environment): string {
  const said = stderr.toString('utf8');
  const printed = stdout.toString('utf8');
  const lines = printed.split(/[\r\n]+/).map((text) => text.trim());
  const pieces = printed.split(/[^\w+/=.~-]+/).filter((text) => text.length >= shortestPiece && said.includes(text));
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    secretName.test(name) && value !== undefined && value.length >= shortestPiece ? [value] : [],
  );
  const secrets = [...lines, ...pieces, ...variables].map((text) => new Secret(text));
  const line = redact(cutText(said, longestLine), secrets)
    .split(/[\r\n]+/)
    .find((text) => text.trim() !== '');
  return line === undefined ? '' : `: ${line.trim()}`;
}
