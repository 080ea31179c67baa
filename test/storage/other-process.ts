/** Other processes for tests of locks: one that lives, one that is dead. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type ProcessIdentity, thisProcess } from '../../src/system/process-identity.js';

export interface OtherProcess {
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
}

/** A process that lives until the test is over. */
export async function livingProcess(): Promise<OtherProcess> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("up")'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  return { child, identity: { ...thisProcess(), pid, start: startOf(pid) } };
}

/** The identity of a process that was killed and is gone. */
export async function deadProcess(): Promise<ProcessIdentity> {
  const { child, identity } = await livingProcess();
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
  return identity;
}

/** proc(5): field 22, counted behind the command in parentheses. */
function startOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
