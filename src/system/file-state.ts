/** What a file is at this moment, to tell later without reading it whether it was changed. No I/O but one stat. */
import { statSync } from 'node:fs';

export interface FileState {
  /** To be compared; empty when there is no file. Any edit makes it another one. */
  readonly text: string;
  /** Milliseconds since the epoch, by the clock of the file system; no user can set this time. */
  readonly changedAt: number;
}

/** A file system may count time in steps: two edits within one step leave the same state. FAT's is the longest: 2 s. */
const longestStep = 2_000;

/** The state of a file, links followed. @throws when the file cannot be looked at. */
export function fileState(path: string): FileState {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return { text: '', changedAt: 0 };
  const parts = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].map(String);
  return { text: parts.join(' '), changedAt: Number(stats.ctimeMs) };
}

/** Whether every later edit is sure to give another state; `now` in milliseconds since the epoch. */
export function isSettled({ changedAt }: FileState, now: number): boolean {
  return now - changedAt > longestStep;
}
