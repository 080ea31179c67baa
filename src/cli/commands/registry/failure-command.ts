/** `refresh --watch --on-failure`: a program that runs when a registry starts to fail, and when it works again. */
import { TsRegError } from '../../../errors.js';
import { cutText, redact } from '../../../redact.js';
import { runChild } from '../../../system/bounded-child.js';
import { commandWords } from '../../../system/command-words.js';
import type { Environment } from '../../../system/environment.js';
import { hint } from '../../../system/hint.js';
import { timeLimits } from '../../../system/time-limits.js';
import type { WatchEvent } from './watch-state.js';

/** Of AWS, which a program of AWS may need: not one that only tells somebody. */
const awsSecrets = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'];
const longestReason = 1_000;
/** Its output is not used. */
const maximumBytes = 1_048_576;

/** @throws {TsRegError} `usage` for a text that is no command. */
export function parseFailureCommand(text: string): readonly string[] {
  const words = commandWords(text);
  if (words !== undefined) return words;
  throw new TsRegError('usage', 'invalid --on-failure: a program and its arguments, with each quote closed', {
    hint: hint`--on-failure '/usr/local/bin/tell-me --urgent'`,
  });
}

/** Runs it once; a line that says what went wrong, or undefined. Never throws. */
export async function runFailureCommand(
  words: readonly string[],
  event: WatchEvent,
  { environment, longestRun = timeLimits.failureCommand }: { environment: Environment; longestRun?: number },
): Promise<string | undefined> {
  const limits = { timeMs: longestRun, maximumBytes };
  const { fault } = await runChild({ words, environment: environmentFor(event, environment), ...limits });
  return fault === undefined ? undefined : `--on-failure ${words[0] ?? ''} ${fault}`;
}

function environmentFor({ registry, isFailing, reason }: WatchEvent, environment: Environment): Environment {
  const inherited = Object.entries(environment).filter(
    // A URL with a password in it; a proxy may be written without a scheme.
    ([name, value = '']) =>
      !awsSecrets.includes(name.toUpperCase()) &&
      !/:\/\/[^/]*@/.test(value) &&
      !(/_proxy$/i.test(name) && value.includes('@')),
  );
  return {
    ...Object.fromEntries(inherited),
    TS_REG_REGISTRY: registry,
    TS_REG_STATE: isFailing ? 'failing' : 'well',
    TS_REG_REASON: cutText(redact(reason), longestReason).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
  };
}
