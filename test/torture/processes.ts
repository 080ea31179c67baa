/** Worker processes: started, listened to, waited for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Job } from './job.js';
import type { SharedJob } from './postgres-job.js';

export interface WorkerOptions {
  /** Runs in front of node: `unshare …`. */
  readonly wrapper?: readonly string[];
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly hear?: (line: Readonly<Record<string, unknown>>) => void;
}

export interface Worker {
  readonly child: ChildProcess;
  /** Exit code, or the name of the signal; and what it said on stderr. */
  readonly ended: Promise<{ readonly how: number | string; readonly complaint: string }>;
}

/** The worker that a job is for: the embedded store's, or the shared one's. */
function workerFor(job: Job | SharedJob): string {
  return fileURLToPath(new URL('machine' in job ? 'postgres-worker.mjs' : 'worker.mjs', import.meta.url));
}

export function startWorker(job: Job | SharedJob, options: WorkerOptions = {}): Worker {
  const line = [
    ...(options.wrapper ?? []),
    process.execPath,
    ...(options.nodeOptions ?? []),
    workerFor(job),
    JSON.stringify(job),
  ];
  const [command = '', ...rest] = line;
  const child = spawn(command, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (text) => options.hear?.(parse(text)));
  const ended = new Promise<{ how: number | string; complaint: string }>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ how: code ?? signal ?? 'unknown', complaint });
    });
  });
  return { child, ended };
}

/** Runs workers at the same time; answers how many failed, and the first complaint. */
export async function runAll(
  jobs: readonly (Job | SharedJob)[],
  options: WorkerOptions = {},
): Promise<{ readonly failed: number; readonly first: string }> {
  const ends = await Promise.all(jobs.map((job) => startWorker(job, options).ended));
  const failures = ends.filter(({ how }) => how !== 0);
  return {
    failed: failures.length,
    first: (failures[0]?.complaint ?? '').split('\n').find((text) => text.includes('Error')) ?? '',
  };
}

/** A line that a kill cut off is no line. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
