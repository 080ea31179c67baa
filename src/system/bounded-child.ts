/** Runs another program to its end or to a limit, without the secrets of ts-reg; what it started ends too. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cutText, redact } from '../redact.js';
import type { Secret } from '../secret.js';
import { withoutSecrets } from './child-environment.js';
import type { Environment } from './environment.js';
import { errnoOf } from './file-error.js';
import { whyUnreadable } from './read-file.js';

export interface ChildCall {
  /** Program and arguments; with `isShellLine`, one line for the shell. */
  readonly words: readonly string[];
  readonly isShellLine?: boolean;
  /** The program gets all of it but the secrets of ts-reg. */
  readonly environment: Environment;
  /** Where it runs; default, and for an empty text: the current folder. */
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
/** Milliseconds to wait for its output once it has ended: a program that it left running may hold it open. */
const lastOutput = 1_000;
/** The fault of a program that is not there. */
export const notOnPath = 'is not on the PATH';

/** Never rejects: `fault` says what went wrong. */
export function runChild(call: ChildCall): Promise<ChildResult> {
  try {
    return resultOf(start(call), call);
  } catch (error) {
    // Node throws some errors of a start (E2BIG, ENOTDIR, a NUL character) and emits others (ENOENT, EACCES).
    return Promise.resolve({ ...nothing, fault: startFault(error, call) });
  }
}

/** The first line that has text, redacted; `secrets` are texts that may not be shown either. */
export function firstLine(text: string, secrets: readonly Secret[] = []): string {
  const lines = redact(cutText(text, longestStderr), secrets).split(/[\r\n]+/);
  return lines.find((line) => line.trim() !== '')?.trim() ?? '';
}

const nothing = { exitCode: undefined, stdout: Buffer.alloc(0), stderr: '' };

/** A group and session of its own, so that one signal ends all of it and it has no terminal to ask on. */
function start({ words, isShellLine = false, environment, folder = '' }: ChildCall): ChildProcessWithoutNullStreams {
  const [program = '', ...args] = words;
  return spawn(program, args, {
    ...(folder === '' ? {} : { cwd: folder }),
    env: withoutSecrets(environment),
    shell: isShellLine,
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

function resultOf(child: ChildProcessWithoutNullStreams, call: ChildCall): Promise<ChildResult> {
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    let length = 0;
    let stderr = '';
    let rest: NodeJS.Timeout | undefined;
    const finish = (fault: string | undefined, exitCode?: number): void => {
      clearTimeout(limit);
      clearTimeout(rest);
      call.signal?.removeEventListener('abort', interrupt);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ fault, exitCode, stdout: Buffer.concat(stdout), stderr: cutText(stderr, longestStderr) });
    };
    const stop = (fault: string): void => {
      endGroup(child);
      finish(fault);
    };
    const interrupt = (): void => {
      stop('was interrupted');
    };
    const limit = setTimeout(() => {
      stop(`did not end within ${call.timeMs / 1_000} s; does it wait for an answer?`);
    }, call.timeMs);
    child.stdout.on('data', (bytes: Buffer) => {
      length += bytes.length;
      stdout.push(bytes);
      if (length > call.maximumBytes) stop(`printed more than ${Math.floor(call.maximumBytes / 1024)} KiB`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length <= longestStderr) stderr += text;
    });
    child.on('error', (error) => {
      finish(startFault(error, call));
    });
    child.on('exit', (code, killedBy) => {
      const fault = code === 0 ? undefined : `failed (${code === null ? (killedBy ?? 'killed') : `exit code ${code}`})`;
      const end = (): void => {
        finish(fault, code ?? undefined);
      };
      rest = setTimeout(end, lastOutput);
      child.on('close', end);
    });
    child.stdin.on('error', () => undefined).end(call.input ?? '');
    call.signal?.addEventListener('abort', interrupt);
    if (call.signal?.aborted) interrupt();
  });
}

function endGroup(child: ChildProcessWithoutNullStreams): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended in this moment.
  }
  child.kill('SIGKILL');
}

function startFault(error: unknown, { words: [program = ''], folder = '' }: ChildCall): string {
  const code = errnoOf(error);
  if (code === 'E2BIG') return 'cannot be started: its arguments are too long';
  if (code === 'EACCES') return 'is not executable';
  if (code !== 'ENOENT') return `cannot be started (${whyUnreadable(error)})`;
  if (folder !== '' && !existsSync(folder)) return `cannot be started: the directory ${folder} does not exist`;
  return /[/\\]/.test(program) ? 'does not exist, or the interpreter in its first line does not' : notOnPath;
}
