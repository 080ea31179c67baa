/**
 * Every file-system call of every writing command: killed before and after it, in the middle of it, or made to fail.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './commands.js';
import { checkAfter } from './crash-check.js';
import { type Command, commands } from './job.js';
import { startWorker, type WorkerOptions } from './processes.js';
import { type Row, row } from './report.js';

const kills = ['kill-before', 'kill-after', 'half-write'] as const;
const failures = ['ENOSPC', 'EIO', 'EROFS', 'EACCES'] as const;
const shim = fileURLToPath(new URL('../../test/torture/fs-shim.cjs', import.meta.url));
/** Processes at the same time. */
const lanes = 3;

interface Round {
  readonly command: Command;
  readonly point: number;
  readonly fault: string;
}

/** A command, one way of failing, and the calls that fail in this way, one after another in one process. */
interface Batch {
  readonly command: Command;
  readonly fault: string;
  readonly points: readonly number[];
}

export interface CrashPlan {
  /** 1: all rounds; below: every n-th of them. */
  readonly share: number;
  /** By `performance.now()`; what was not tried by then is said. */
  readonly until: number;
}

/** Breaks every call of every command. */
export async function crashPoints(home: string, { share, until }: CrashPlan): Promise<Row> {
  const rounds: Round[] = [];
  const batches: Batch[] = [];
  const counts: string[] = [];
  for (const command of commands) {
    mkdirSync(join(home, command));
    await prepare(join(home, command), command);
    const calls = await callsOf(home, command);
    counts.push(`${command} ${calls.length}`);
    calls.forEach((call, index) => {
      for (const fault of kills)
        if (fault !== 'half-write' || call === 'writeSync') rounds.push({ command, point: index + 1, fault });
    });
    for (const fault of failures)
      batches.push({
        command,
        fault,
        points: part(
          calls.map((_, index) => index + 1),
          share,
        ),
      });
  }
  const chosen = part(rounds, share);
  const problems: string[] = [];
  const tasks = [
    ...batches.map((batch) => () => playFailures(home, batch)),
    ...chosen.map((round) => () => playKill(home, round)),
  ];
  const lane = async (): Promise<void> => {
    while (performance.now() < until) {
      const task = tasks.pop();
      if (task === undefined) return;
      problems.push(...(await task()));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (tasks.length > 0) problems.push(`no time for ${tasks.length} of the rounds: the machine is too slow or too busy`);
  const failed = batches.reduce((sum, batch) => sum + batch.points.length, 0);
  const measured = `${failed} failing calls, ${chosen.length} of ${rounds.length} kills; calls: ${counts.join(', ')}`;
  return row(
    'crash points: every call × kill, half write, ENOSPC, EIO, EROFS, EACCES',
    'old or new, next command runs',
    { measured, problems },
  );
}

function part<T>(all: readonly T[], share: number): readonly T[] {
  return all.filter((_, index) => Math.floor(index * share) !== Math.floor((index + 1) * share));
}

/** The calls that a command makes when nothing is broken. */
export async function callsOf(home: string, command: Command): Promise<readonly string[]> {
  let calls: readonly string[] = [];
  const folder = copyTemplate(home, command, 'calls');
  const hear = (line: Readonly<Record<string, unknown>>): void => {
    calls = line['calls'] as readonly string[];
  };
  const { how, complaint } = await startWorker(
    { kind: 'command', home: folder, command },
    withShim({ TORTURE_FOLDER: folder }, hear),
  ).ended;
  if (how !== 0 || calls.length === 0) throw new Error(`${command} does not even run: ${complaint.slice(0, 300)}`);
  rmSync(folder, { recursive: true });
  return calls;
}

async function playKill(home: string, round: Round): Promise<readonly string[]> {
  const { command, point, fault } = round;
  const folder = copyTemplate(home, command, `${fault}-${point}`);
  let acknowledged = false;
  const hear = (line: Readonly<Record<string, unknown>>): void => {
    acknowledged ||= line['done'] === command;
  };
  const environment = { TORTURE_FOLDER: folder, TORTURE_POINT: `${point}`, TORTURE_FAULT: fault };
  const { how, complaint } = await startWorker({ kind: 'command', home: folder, command }, withShim(environment, hear))
    .ended;
  const unkilled =
    how === 'SIGKILL' ? [] : [`${command}, call ${point}, ${fault}: ended with ${how}: ${complaint.slice(0, 300)}`];
  return [...unkilled, ...(await finish(folder, { ...round }, acknowledged))];
}

async function playFailures(home: string, batch: Batch): Promise<readonly string[]> {
  const { command, fault, points } = batch;
  const problems: string[] = [];
  const rounds = points.map((point) => ({ home: copyTemplate(home, command, `${fault}-${point}`), point }));
  const acknowledged = new Set<unknown>();
  const hear = (line: Readonly<Record<string, unknown>>): void => {
    if (line['acknowledged'] === true) acknowledged.add(line['home']);
    if (typeof line['unclear'] === 'string') problems.push(`${command}, ${fault}: unclear error: ${line['unclear']}`);
  };
  const { how, complaint } = await startWorker({ kind: 'failing-calls', command, fault, rounds }, withShim({}, hear))
    .ended;
  if (how !== 0) problems.push(`${command}, ${fault}: ended with ${how}: ${complaint.slice(0, 300)}`);
  for (const { home: folder, point } of rounds)
    problems.push(...(await finish(folder, { command, point, fault }, acknowledged.has(folder))));
  return problems;
}

async function finish(folder: string, round: Round, acknowledged: boolean): Promise<readonly string[]> {
  const problems = await checkAfter(folder, round.command, acknowledged);
  rmSync(folder, { recursive: true });
  return problems.map((problem) => `${round.command}, call ${round.point}, ${round.fault}: ${problem}`);
}

function withShim(
  environment: Readonly<Record<string, string>>,
  hear: NonNullable<WorkerOptions['hear']>,
): WorkerOptions {
  return { nodeOptions: ['--require', shim], environment, hear };
}

function copyTemplate(home: string, command: Command, name: string): string {
  const folder = join(home, `${command}-${name}`);
  cpSync(join(home, command), folder, { recursive: true });
  return folder;
}
