/** Runs the program that prints a secret: no shell, no questions, bounded in time and output. */
import { execFile } from 'node:child_process';
import { TsRegError } from '../errors.js';
import { cutText, redact } from '../redact.js';
import { Secret } from '../secret.js';
import { withoutSecrets } from '../system/child-environment.js';
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
const longestLine = 2_000;

/**
 * What the program prints, without one line break at its end. Its stdin is empty.
 * @throws {TsRegError} `refused` naming the program, with its exit code and the first line of its stderr, redacted.
 */
export function secretCommand(asked: SecretCommand): Promise<string> {
  const { words, environment, folder, signal, longestRun = timeLimits.secretCommand } = asked;
  const [program = '', ...args] = words;
  const place = folder === '' ? {} : { cwd: folder };
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const fail = (fault: string, said: { readonly stdout: string; readonly stderr: string }): void => {
      clean();
      reject(new TsRegError('refused', `the command ${program} ${fault}${firstLine(said)}`));
    };
    const child = execFile(
      program,
      args,
      { ...place, env: withoutSecrets(environment), maxBuffer: maximumBytes, encoding: 'buffer' },
      (error, stdout, stderr) => {
        const said = { stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
        if (error !== null) {
          fail(`failed (${endOf(error)})`, said);
          return;
        }
        clean();
        const text = utf8Text(stdout);
        if (text === undefined) fail('printed bytes that are not UTF-8', { ...said, stderr: '' });
        else resolve(text.replace(/\r?\n$/, ''));
      },
    );
    const stop = (): void => {
      child.kill('SIGKILL');
      // Programs that it started may live on and hold its pipes.
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const timer = setTimeout(() => {
      fail(`did not end within ${longestRun / 1_000} s; does it wait for an answer?`, { stdout: '', stderr: '' });
      stop();
    }, longestRun);
    const clean = (): void => {
      clearTimeout(timer);
      ended.abort();
    };
    signal?.addEventListener('abort', stop, { once: true, signal: ended.signal });
    child.stdin?.on('error', () => undefined).end();
  });
}

function endOf(error: { readonly code?: string | number | null; readonly signal?: string | null }): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'its output is larger than 64 KiB';
  if (error.code === 'ENOENT') return 'it is not on the PATH';
  if (error.code === 'EACCES') return 'it is not executable';
  return typeof error.code === 'number' ? `exit code ${error.code}` : (error.signal ?? 'it could not be started');
}

/** What it printed as a secret before it failed is one, wherever it stands. */
function firstLine({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const printed = stdout.split(/[\r\n]+/).map((text) => new Secret(text.trim()));
  const line = redact(cutText(stderr, longestLine), printed)
    .split(/[\r\n]+/)
    .find((text) => text.trim() !== '');
  return line === undefined ? '' : `: ${line.trim()}`;
}

function utf8Text(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
