/** Runs systemctl: no shell, bounded in time and output. */
import { execFile } from 'node:child_process';
import { TsRegError } from '../../../errors.js';
import { cutText } from '../../../redact.js';
import { withoutSecrets } from '../../../system/child-environment.js';
import type { Environment } from '../../../system/environment.js';
import { errnoOf } from '../../../system/file-error.js';
import { hint } from '../../../system/hint.js';

export interface SystemctlCall {
  readonly words: readonly string[];
  readonly environment: Environment;
  /** The user's manager, not the machine's. */
  readonly isUser: boolean;
}

/** systemd waits up to 90 s for a service that does not start or stop (DefaultTimeoutStartSec). */
const longestRun = 100_000;

/** @throws {TsRegError} `refused` with what systemctl said. */
export function systemctl({ words, environment, isUser }: SystemctlCall): Promise<void> {
  const all = [...(isUser ? ['--user'] : []), ...words];
  return new Promise((resolve, reject) => {
    execFile(
      'systemctl',
      all,
      { env: withoutSecrets(environment), timeout: longestRun, maxBuffer: 65_536 },
      (error, _stdout, stderr) => {
        if (error === null) resolve();
        else if (errnoOf(error) === 'ENOENT')
          reject(
            new TsRegError('refused', 'systemctl is not on the PATH: this machine does not run systemd', {
              hint: hint`ts-reg registry refresh --watch`,
            }),
          );
        else {
          const [line = ''] = cutText(stderr.trim(), 500).split('\n');
          reject(
            new TsRegError('refused', `systemctl ${words.join(' ')} failed: ${line === '' ? error.message : line}`, {
              hint: hint`systemctl ${isUser ? ['--user'] : []} status ${words.slice(1).slice(-1)}`,
            }),
          );
        }
      },
    );
  });
}
