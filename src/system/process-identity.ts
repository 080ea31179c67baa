/**
 * Distinguishes a process from every other process with the same number: pid, start time, boot and pid namespace.
 * Sources: proc(5) (`/proc/PID/stat` fields 3 and 22), random(4) (boot_id), pid_namespaces(7).
 * Elsewhere than on Linux only the pid is known: there is no such /proc, and on Windows anybody can make `C:\proc`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { errnoOf } from './file-error.js';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, as text; empty when unknown. */
  readonly start: string;
  /** Changes with every boot of the machine; empty when unknown. */
  readonly boot: string;
  readonly pidNamespace: string;
}

/** `unknown`: it lives on another machine, in another container, or its start time is not known. */
export type ProcessState = 'alive' | 'dead' | 'unknown';

/** Who we are. */
export function thisProcess(): ProcessIdentity {
  if (process.platform !== 'linux') return { pid: process.pid, start: '', boot: '', pidNamespace: '' };
  return {
    pid: process.pid,
    start: readStat(process.pid)?.start ?? '',
    boot: readQuietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()),
    pidNamespace: readQuietly(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** Whether another process still runs, as far as this one can see. */
export function processState(other: ProcessIdentity, self: ProcessIdentity): ProcessState {
  if (other.boot !== self.boot || other.pidNamespace !== self.pidNamespace) return 'unknown';
  if (self.start === '') return exists(other.pid) ? 'unknown' : 'dead';
  const stat = readStat(other.pid);
  if (stat === undefined) return 'dead';
  // A zombie was killed and only waits for its parent to notice; it will never release anything.
  if (stat.state === 'Z' || stat.state === 'X') return 'dead';
  return stat.start === other.start ? 'alive' : 'dead';
}

/** A short name for "this boot, this pid namespace": pids can be compared only within it. */
export function pidScope(identity: ProcessIdentity): string {
  return createHash('sha256').update(`${identity.boot}\n${identity.pidNamespace}`).digest('hex').slice(0, 8);
}

function readStat(pid: number): { readonly state: string; readonly start: string } | undefined {
  const text = readQuietly(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The second field is the command in parentheses and may itself hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const start = fields[19];
  return text === '' || state === undefined || start === undefined ? undefined : { state, start };
}

function readQuietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
