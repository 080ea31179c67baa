/** Many processes on one store: nothing is lost, nothing is torn. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWhole, type Job, pathsIn, storeIn, versioned } from './job.js';
import { leftovers } from './leftovers.js';
import { playMixed, sharedRegistries } from './mixed-plan.js';
import { runAll, startWorker, type WorkerOptions } from './processes.js';
import { type Row, row } from './report.js';

export async function adds(home: string): Promise<Row> {
  const started = performance.now();
  const jobs = Array.from({ length: 64 }, (_, index): Job => ({ kind: 'adds', home, prefix: `p${index}`, count: 50 }));
  const { failed, first } = await runAll(jobs);
  const { records, damaged } = await storeIn(home).records.list();
  const problems = failed > 0 ? [`${failed} processes failed: ${first}`] : [];
  if (records.length !== 3_200 || damaged.length > 0)
    problems.push(`${records.length} records, ${damaged.length} damaged`);
  return row('64 processes × 50 adds', '3200 records', {
    measured: `${records.length} in ${seconds(started)}`,
    problems,
  });
}

export async function updates(home: string): Promise<Row> {
  const started = performance.now();
  let longest = 0;
  const jobs = Array.from({ length: 16 }, (): Job => ({
    kind: 'updates',
    home,
    registries: ['one.example'],
    count: 50,
  }));
  const hear = (line: Readonly<Record<string, unknown>>): void => {
    longest = Math.max(longest, Number(line['longest'] ?? 0));
  };
  const { failed, first } = await runAll(jobs, { hear });
  const record = await storeIn(home).records.find('one.example');
  const problems = failed > 0 ? [`${failed} processes failed: ${first}`] : [];
  if (record?.version !== 800 || !isWhole(record)) problems.push(`version ${record?.version ?? 0}`);
  const measured = `${record?.version ?? 0} in ${seconds(started)}, longest wait ${longest.toFixed(0)} ms`;
  return row('16 processes × 50 updates of one record', '800 versions', { measured, problems });
}

export async function mixed(home: string): Promise<Row> {
  const plans = Array.from({ length: 16 }, (_, seed) => ({ seed: seed + 1, count: 60 }));
  const together = join(home, 'together');
  const serial = join(home, 'serial');
  mkdirSync(together);
  mkdirSync(serial);
  const { failed, first } = await runAll(plans.map((plan): Job => ({ kind: 'mixed', home: together, ...plan })));
  for (const plan of plans) await playMixed(storeIn(serial), plan);
  const problems = failed > 0 ? [`${failed} processes failed: ${first}`] : [];
  const [one, other] = [await contents(together), await contents(serial)];
  if (one !== other) problems.push('the end states differ');
  return row('16 processes × 60 adds, updates, dels', 'as in a serial run', {
    measured: `${one.split('\n').length} records alike`,
    problems,
  });
}

async function contents(home: string): Promise<string> {
  const store = storeIn(home);
  const { records } = await store.records.list();
  const lines = await Promise.all(
    records.map(async ({ registry }) => {
      const record = await store.records.find(registry);
      const whole = record !== undefined && isWhole(record);
      return `${registry} ${record?.version ?? 0} ${whole ? 'whole' : 'torn'}`;
    }),
  );
  return lines.join('\n');
}

export async function twoPidNamespaces(home: string): Promise<Row> {
  const what = 'two pid namespaces × 2 processes × 200 updates';
  const wrapper = [
    'unshare',
    ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
    '--pid',
    '--fork',
    '--mount-proc',
  ];
  const job: Job = { kind: 'updates', home, registries: sharedRegistries, count: 200 };
  const reader = startReader(home);
  const options: WorkerOptions = { wrapper };
  const ends = await Promise.all([1, 2, 3, 4].map(() => startWorker(job, options).ended));
  const counts = await reader.stop();
  const problems = ends.filter(({ how }) => how !== 0).map(({ how, complaint }) => `${how} ${complaint.slice(0, 200)}`);
  const { records } = await storeIn(home).records.list();
  const total = records.reduce((sum, record) => sum + record.version, 0);
  if (total !== 800) problems.push(`${total} versions`);
  problems.push(...readerProblems(counts), ...leftovers(home));
  return row(what, '800 versions, 0 errors, 0 torn', {
    measured: `${total} versions, ${counts.reads} reads, ${counts.torn} torn`,
    problems,
  });
}

/** The key file gets a new key again and again while others read and write: they never notice. */
export async function rotations(home: string): Promise<Row> {
  const job: Job = { kind: 'updates', home, registries: sharedRegistries, count: 150 };
  await storeIn(home).records.insert(versioned('still.example', 1));
  const reader = startReader(home);
  const writers = runAll([job, job, job, job]);
  const over = new AbortController();
  void writers.then(() => {
    over.abort();
  });
  let turns = 0;
  let moved = 0;
  while (!over.signal.aborted) {
    moved += await storeIn(home).rekey({ kind: 'file', path: pathsIn(home).keyFile });
    turns += 1;
    // The store works synchronously; the ends of the writers are heard in between.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { failed, first } = await writers;
  const counts = await reader.stop();
  const { records } = await storeIn(home).records.list();
  const total = records.reduce((sum, record) => sum + record.version, 0);
  const problems = [
    ...(failed > 0 ? [`${failed} processes failed: ${first}`] : []),
    ...readerProblems(counts),
    ...leftovers(home),
  ];
  if (total !== 601) problems.push(`${total} versions`);
  const measured = `${turns} new keys, ${moved} records sealed anew, ${total - 1} versions, ${counts.reads} reads, ${counts.torn} torn`;
  return row('4 writers and a reader while the key file is replaced', '600 versions, 0 errors, 0 torn', {
    measured,
    problems,
  });
}

export async function singleFlight(home: string): Promise<Row> {
  const counterFile = join(home, 'exchanges');
  writeFileSync(counterFile, '');
  const started = performance.now();
  const jobs = Array.from({ length: 100 }, (): Job => ({
    kind: 'renew',
    home,
    registry: 'a.example',
    counterFile,
    exchangeMs: 300,
  }));
  const { failed, first } = await runAll(jobs);
  const calls = readFileSync(counterFile, 'utf8').length;
  const problems = failed > 0 ? [`${failed} processes failed: ${first}`] : [];
  if (calls !== 1) problems.push(`${calls} exchanges`);
  return row('100 processes ask for one expired token', '1 exchange', {
    measured: `${calls} exchange in ${seconds(started)}`,
    problems,
  });
}

export interface ReaderCounts {
  readonly reads: number;
  readonly torn: number;
  readonly errors: readonly string[];
  readonly longest: number;
}

/** A process that reads the shared records and the list, again and again. */
export function startReader(home: string): { stop(): Promise<ReaderCounts> } {
  let counts: ReaderCounts = { reads: 0, torn: 0, errors: ['the reader said nothing'], longest: 0 };
  const hear = (line: Readonly<Record<string, unknown>>): void => {
    counts = line as unknown as ReaderCounts;
  };
  const reader = startWorker({ kind: 'reader', home, shared: sharedRegistries }, { hear });
  return {
    stop: async () => {
      reader.child.stdin?.end();
      await reader.ended;
      return counts;
    },
  };
}

export function readerProblems(counts: ReaderCounts): readonly string[] {
  const torn = counts.torn > 0 ? [`${counts.torn} torn reads`] : [];
  return [...torn, ...counts.errors.slice(0, 1).map((error) => `the reader failed: ${error}`)];
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1_000).toFixed(1)} s`;
}
