/** Runs another program: without the secrets of ts-reg, bounded in time and output. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cutText, redact } from '../redact.js';
import type { Secret } from '../secret.js';
import { withoutSecrets } from './child-environment.js';
import type { Environment } from './environment.js';
import { errnoOf } from './file-error.js';

export interface ChildCall {
  /** Program and arguments; with `isShellLine`, one line for the shell. */
  readonly words: readonly string[];
  readonly isShellLine?: boolean;
  /** The program gets all of it but the secrets of ts-reg. */
  readonly environment: Environment;
  /** Where it runs; default: the current folder. */
  readonly folder?: string;
  /** Its stdin; default: empty, so that it cannot ask questions. */
  readonly input?: string;
  /** Milliseconds until it is ended. */
  readonly timeMs: number;
  /** It is ended once its stdout has more bytes. */
  readonly maximumBytes: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

export interface ChildResult {
  /** Undefined for exit code 0; else the rest of a sentence that begins with the program: `failed (exit code 3)`. */
  readonly fault: string | undefined;
  /** Undefined when it was ended, or never started. */
  readonly exitCode: number | undefined;
  readonly stdout: Buffer;
  /** The first words, 2,000 characters at most. */
  readonly stderr: string;
}

const longestStderr = 2_000;
/** The fault of a program that is not there. */
export const notOnPath = 'is not on the PATH';

/** Never rejects: `fault` says what went wrong. */
export function runChild(call: ChildCall): Promise<ChildResult> {
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    let length = 0;
    let stderr = '';
    const child = start(call);
    if (child === undefined) {
      resolve({ fault: 'could not be started', exitCode: undefined, stdout: Buffer.alloc(0), stderr });
      return;
    }
    const finish = (fault: string | undefined, exitCode?: number): void => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', interrupt);
      resolve({ fault, exitCode, stdout: Buffer.concat(stdout), stderr: cutText(stderr, longestStderr) });
      child.kill('SIGKILL');
      // Programs that it started may live on and hold its pipes.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const interrupt = (): void => {
      finish('was interrupted');
    };
    const timer = setTimeout(() => {
      finish(`did not end within ${call.timeMs / 1_000} s; does it wait for an answer?`);
    }, call.timeMs);
    call.signal?.addEventListener('abort', interrupt);
    if (call.signal?.aborted) interrupt();
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > call.maximumBytes) finish(`printed more than ${Math.floor(call.maximumBytes / 1024)} KiB`);
      else stdout.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length <= longestStderr) stderr += text;
    });
    child.on('error', (error) => {
      finish(startFault(error));
    });
    child.on('close', (code, signal) => {
      finish(code === 0 ? undefined : `failed (${code === null ? signal : `exit code ${code}`})`, code ?? undefined);
    });
    child.stdin.on('error', () => undefined).end(call.input ?? '');
  });
}

/** The first line that has text, redacted; `secrets` are texts that may not be shown either. */
export function firstLine(text: string, secrets: readonly Secret[] = []): string {
  const lines = redact(cutText(text, longestStderr), secrets).split(/[\r\n]+/);
  return lines.find((line) => line.trim() !== '')?.trim() ?? '';
}

/** Undefined where Node refuses the words before it starts anything, as for a NUL character. */
function start(call: ChildCall): ChildProcessWithoutNullStreams | undefined {
  const [program = '', ...args] = call.words;
  try {
    return spawn(program, args, {
      env: withoutSecrets(call.environment),
      shell: call.isShellLine === true,
      windowsHide: true,
      ...(call.folder === undefined ? {} : { cwd: call.folder }),
    });
  } catch {
    return undefined;
  }
}

function startFault(error: Error): string {
  const code = errnoOf(error);
  if (code === 'ENOENT') return notOnPath;
  return code === 'EACCES' ? 'is not executable' : 'could not be started';
}
