/** Runs systemctl: no shell, bounded in time and output. */
import { TsRegError } from '../../../errors.js';
import { firstLine, notOnPath, runChild } from '../../../system/bounded-child.js';
import type { Environment } from '../../../system/environment.js';
import { hint } from '../../../system/hint.js';

export interface SystemctlCall {
  readonly words: readonly string[];
  readonly environment: Environment;
  /** The user's manager, not the machine's. */
  readonly isUser: boolean;
}

/** systemd waits up to 90 s for a service that does not start or stop (DefaultTimeoutStartSec). */
const longestRun = 100_000;
const maximumBytes = 64 * 1024;

/** @throws {TsRegError} `refused` with what systemctl said. */
export async function systemctl({ words, environment, isUser }: SystemctlCall): Promise<void> {
  const all = ['systemctl', ...(isUser ? ['--user'] : []), ...words];
  const { fault, stderr } = await runChild({ words: all, environment, timeMs: longestRun, maximumBytes });
  if (fault === undefined) return;
  if (fault === notOnPath)
    throw new TsRegError('refused', `systemctl ${notOnPath}: this machine does not run systemd`, {
      hint: hint`ts-reg registry refresh --watch`,
    });
  const line = firstLine(stderr);
  throw new TsRegError('refused', `systemctl ${words.join(' ')} ${line === '' ? fault : `failed: ${line}`}`, {
    hint: hint`systemctl ${isUser ? ['--user'] : []} status ${words.slice(1).slice(-1)}`,
  });
}
