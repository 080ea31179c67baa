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
/** A shorter piece of its output is a word such as `token` or `user`, and no secret. */
const shortestPiece = 6;
const secretName = /pass|secret|token|key|cred|auth/i;

/**
 * What the program prints, without one line break at its end. It gets no input.
 * @throws {TsRegError} `refused` naming the program, with its exit code and the first line of its stderr, redacted.
 */
export async function secretCommand(asked: SecretCommand): Promise<string> {
  const { words, environment, folder, signal, longestRun = timeLimits.secretCommand } = asked;
  const ended = await runChild({ words, environment, folder, signal, timeMs: longestRun, maximumBytes });
  const program = words[0] ?? '';
  if (ended.fault !== undefined)
    throw new TsRegError('refused', `the command ${program} ${ended.fault}${saidBy(ended, environment)}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(ended.stdout).replace(/\r?\n$/, '');
  } catch {
    throw new TsRegError('refused', `the command ${program} printed bytes that are not UTF-8`);
  }
}

/** What it printed as a secret before it failed is one, whole or in parts, and so is what a variable holds for it. */
function saidBy({ stdout, stderr }: ChildResult, environment: Environment): string {
  const printed = stdout.toString('utf8');
  const lines = printed.split(/[\r\n]+/).map((text) => text.trim());
  const pieces = printed.split(/[^\w+/=.~-]+/).filter((text) => text.length >= shortestPiece && stderr.includes(text));
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    secretName.test(name) && value !== undefined && value.length >= shortestPiece ? [value] : [],
  );
  const secrets = [...lines, ...pieces, ...variables].map((text) => new Secret(text));
  const line = firstLine(stderr, secrets);
  return line === '' ? '' : `: ${line}`;
}
