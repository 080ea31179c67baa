/**
 * The API server as a person reaches it: through `kubectl proxy`, which knows every way of signing in that a kubeconfig
 * can name. It listens on a socket in a private folder, so that no port is opened, and passes on only what is needed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hint, TsRegError } from '../errors.js';
import { cutText, redact } from '../redact.js';
import { withoutSecrets } from '../system/child-environment.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { programOnPath } from '../system/program-on-path.js';
import { timeLimits } from '../system/time-limits.js';
import type { ApiAccess } from './api-access.js';

export interface KubectlHost {
  /** kubectl gets all of it but the secrets of ts-reg. */
  readonly environment: Environment;
  /** `process.platform`. */
  readonly platform: string;
  /** Ends kubectl. */
  readonly interrupted: AbortSignal;
}

/** Namespaces, and the two kinds of objects in them that are read and written. */
const paths = '^/api/v1/namespaces(/[^/]+/(secrets|serviceaccounts)/[^/]+)?$';
/** unix(7): `sun_path` has 108 bytes, on macOS 104, with the zero at its end. */
const longestSocket = 103;
const longestReason = 400;

/**
 * Starts kubectl for the current context.
 * @throws {TsRegError} `usage` without kubectl; `unavailable` when it does not start, with what it says.
 */
export async function kubectlAccess(host: KubectlHost): Promise<ApiAccess> {
  const kubectl = host.platform === 'win32' ? undefined : programOnPath('kubectl', host);
  if (kubectl === undefined)
    throw new TsRegError('usage', `this is not a pod, and kubectl is not ${onPath(host)}`, { hint: exportHint });
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-'));
  const socketPath = join(folder, 'api');
  let child: ChildProcess | undefined;
  const close = (): void => {
    host.interrupted.removeEventListener('abort', close);
    process.off('exit', close);
    child?.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  host.interrupted.addEventListener('abort', close);
  process.on('exit', close);
  try {
    if (Buffer.byteLength(socketPath) > longestSocket)
      throw new TsRegError('usage', `the path of a socket in ${tmpdir()} is too long`, {
        hint: hint`export TMPDIR=/tmp`,
      });
    child = spawn(kubectl, ['proxy', `--unix-socket=${socketPath}`, `--accept-paths=${paths}`], {
      env: withoutSecrets(host.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await listening(child);
  } catch (error) {
    close();
    throw error;
  }
  return { title: 'kubectl', isPod: false, place: { protocol: 'http:', socketPath }, headers: () => ({}), close };
}

const exportHint: Hint = hint`ts-reg registry export --all --format kubernetes-secret --namespace default`;

function onPath({ platform }: KubectlHost): string {
  return platform === 'win32' ? 'used on Windows' : 'on the PATH';
}

/** Resolves when it says that it serves. */
function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (fault: string): void => {
      const line = redact(cutText(said, longestReason))
        .split('\n')
        .find((text) => text.trim() !== '');
      clearTimeout(timer);
      reject(
        new TsRegError('unavailable', `kubectl proxy ${fault}${line === undefined ? '' : `: ${line.trim()}`}`, {
          hint: hint`kubectl get namespaces`,
        }),
      );
    };
    const timer = setTimeout(() => {
      fail(`did not start within ${timeLimits.kubectlStart / 1_000} s`);
    }, timeLimits.kubectlStart);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (!text.includes('Starting to serve')) return;
      clearTimeout(timer);
      resolve();
    });
    // Read to the end, so that a full pipe never stops it.
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 65_536) said += text;
    });
    child.once('error', () => {
      fail('could not be started');
    });
    child.once('close', (code, signal) => {
      fail(`ended (${code === null ? (signal ?? 'unknown') : `exit code ${code}`})`);
    });
  });
}
