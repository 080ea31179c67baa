/** `refresh --watch --on-failure`: a program that is told when a registry starts to fail, and when it is well again. */
import { spawn } from 'node:child_process';
import { TsRegError } from '../../../errors.js';
import { cutText, redact } from '../../../redact.js';
import { withoutSecrets } from '../../../system/child-environment.js';
import { commandWords } from '../../../system/command-words.js';
import type { Environment } from '../../../system/environment.js';
import { errnoOf } from '../../../system/file-error.js';
import { hint } from '../../../system/hint.js';
import { timeLimits } from '../../../system/time-limits.js';
import type { WatchEvent } from './watch-state.js';

/** Of AWS, which a program of AWS may need: not one that only tells somebody. */
const awsSecrets = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'];
const longestReason = 1_000;

/** @throws {TsRegError} `usage` for a text that is no command. */
export function parseFailureCommand(text: string): readonly string[] {
  const words = commandWords(text);
  if (words !== undefined) return words;
  throw new TsRegError('usage', 'invalid --on-failure: a program and its arguments, with each quote closed', {
    hint: hint`--on-failure '/usr/local/bin/tell-me --urgent'`,
  });
}

/** Runs it once; a line that says what went wrong, or undefined. Never throws. */
export function runFailureCommand(
  [program = '', ...args]: readonly string[],
  event: WatchEvent,
  { environment, longestRun = timeLimits.failureCommand }: { environment: Environment; longestRun?: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Of a group of its own, so that what it started ends with it.
    const child = spawn(program, args, {
      env: environmentFor(event, environment),
      stdio: 'ignore',
      detached: process.platform !== 'win32',
    });
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      resolve(problem === undefined ? undefined : `--on-failure ${program} ${problem}`);
    };
    const timer = setTimeout(() => {
      killGroup(child.pid);
      end(`did not end within ${longestRun / 1_000} s and was killed`);
    }, longestRun);
    child.on('error', (error) => {
      end(`could not be started (${errnoOf(error) ?? 'unknown'})`);
    });
    child.on('exit', (code, signal) => {
      end(code === 0 ? undefined : `ended with ${code === null ? (signal ?? 'a signal') : `exit code ${code}`}`);
    });
  });
}

function environmentFor({ registry, isFailing, reason }: WatchEvent, environment: Environment): NodeJS.ProcessEnv {
  const inherited = Object.entries(withoutSecrets(environment)).filter(
    // A URL with a password in it, such as that of a proxy.
    ([name, value]) => !awsSecrets.includes(name.toUpperCase()) && !/:\/\/[^/]*@/.test(value ?? ''),
  );
  return {
    ...Object.fromEntries(inherited),
    TS_REG_REGISTRY: registry,
    TS_REG_STATE: isFailing ? 'failing' : 'well',
    TS_REG_REASON: cutText(redact(reason), longestReason).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
