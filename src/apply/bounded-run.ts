/** Runs one program to its end or to a limit; nothing that it started survives a limit. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { withoutSecrets } from '../system/child-environment.js';
import type { Environment } from '../system/environment.js';
import { errnoOf } from '../system/file-error.js';
import { whyUnreadable } from '../system/read-file.js';

export interface BoundedProgram {
  /** Program and arguments. */
  readonly words: readonly string[];
  /** The program gets all of it but the secrets of ts-reg. */
  readonly environment: Environment;
  /** Where it runs; empty: the current folder. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly longestRun: number;
  /** Of its standard output. */
  readonly maximumBytes: number;
}

export interface BoundedRun {
  /** A clause: `failed (exit code 3)`; undefined when it ended well. */
  readonly fault: string | undefined;
  readonly stdout: Buffer;
  /** Its beginning. */
  readonly stderr: Buffer;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** More of its stderr is not kept. In bytes. */
const keptStderr = 8_192;
/** How long its output is waited for once it has ended: a program that it left running may hold it open. */
const lastOutput = 1_000;

/** Never rejects. Its standard input is empty, and it has no terminal to ask on. */
export function runBounded(program: BoundedProgram): Promise<BoundedRun> {
  let child: Child;
  try {
    child = start(program);
  } catch (error) {
    // Node throws some errors of a start (E2BIG, ENOTDIR) and emits others (ENOENT, EACCES).
    const fault = startFault(error, program);
    return Promise.resolve({ fault, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) });
  }
  return outcomeOf(child, program);
}

/** A group and session of its own, so that one signal ends all of it and `/dev/tty` is nobody's. */
function start({ words, environment, folder }: BoundedProgram): Child {
  const [file = '', ...args] = words;
  return spawn(file, args, {
    ...(folder === '' ? {} : { cwd: folder }),
    env: withoutSecrets(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

function outcomeOf(child: Child, program: BoundedProgram): Promise<BoundedRun> {
  const { signal, longestRun, maximumBytes } = program;
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const ended = new AbortController();
    const finish = (fault: string | undefined): void => {
      clearTimeout(limit);
      clearTimeout(rest);
      ended.abort();
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ fault, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    };
    const stop = (fault: string): void => {
      endGroup(child);
      finish(fault);
    };
    const limit = setTimeout(() => {
      stop(`did not end within ${longestRun / 1_000} s; does it wait for an answer?`);
    }, longestRun);
    let rest: NodeJS.Timeout | undefined;
    child.stdout.on('data', (bytes: Buffer) => {
      stdout.push(bytes);
      if (lengthOf(stdout) > maximumBytes) stop('failed (its output is larger than 64 KiB)');
    });
    child.stderr.on('data', (bytes: Buffer) => {
      if (lengthOf(stderr) < keptStderr) stderr.push(bytes);
    });
    child.on('error', (error) => {
      finish(startFault(error, program));
    });
    child.on('exit', (code, killedBy) => {
      const fault = code === 0 ? undefined : `failed (${code === null ? (killedBy ?? 'killed') : `exit code ${code}`})`;
      rest = setTimeout(finish, lastOutput, fault);
      child.on('close', () => {
        finish(fault);
      });
    });
    const interrupt = (): void => {
      stop('failed (interrupted)');
    };
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true, signal: ended.signal });
  });
}

function endGroup(child: Child): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended in this moment.
  }
  child.kill('SIGKILL');
}

function startFault(error: unknown, { words: [file = ''], folder }: BoundedProgram): string {
  return `failed (${startReason(error, file, folder)})`;
}

function startReason(error: unknown, file: string, folder: string): string {
  const code = errnoOf(error);
  if (code === 'E2BIG') return 'its arguments are too long';
  if (code === 'EACCES') return 'it is not executable';
  if (code !== 'ENOENT') return whyUnreadable(error);
  if (folder !== '' && !existsSync(folder)) return `the directory ${folder} does not exist`;
  return /[/\\]/.test(file) ? 'it, or the interpreter in its first line, does not exist' : 'it is not on the PATH';
}

function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((length, part) => length + part.length, 0);
}
