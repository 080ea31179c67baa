/** PostgreSQL goes away and comes back under load: no get with a valid token fails, no acknowledged change is lost. */
import type { TestPostgres } from '../support/postgres.js';
import { isWhole, versioned } from './job.js';
import { ecrRecord, type SharedJob, sharedStore } from './postgres-job.js';
import { countedExchange, newHome, startMachines } from './postgres-machines.js';
import { type Row, row } from './report.js';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Tokens of `aged` registries are past half of their life from the start: each get tries to renew them. */
const cached = ['fresh-1.example', 'fresh-2.example', 'aged-1.example', 'aged-2.example'];
const changed = ['v0.example', 'v1.example'];

/** Whoever found nobody asks again after this time: between two restarts the machines are at it again. Milliseconds. */
const bounds = { answerMs: 1_500 };
const calm = 2_000;

interface Tally {
  gets: number;
  acknowledged: number;
  refused: number;
  unsure: number;
  longest: number;
  readonly problems: string[];
  readonly versions: Map<string, Set<number>>;
}

export async function restarts(home: string, server: TestPostgres, count: number): Promise<Row> {
  const url = server.url();
  const exchange = countedExchange(home, 30);
  const first = sharedStore({ url, home: newHome(home, 'first') });
  for (const registry of cached) await first.records.insert(ecrRecord(registry));
  for (const registry of changed) await first.records.insert(versioned(registry, 1));
  await first.close();
  const tally: Tally = {
    gets: 0,
    acknowledged: 0,
    refused: 0,
    unsure: 0,
    longest: 0,
    problems: [],
    versions: new Map(changed.map((registry) => [registry, new Set([1])])),
  };
  const make = (own: string, index: number): SharedJob => ({
    kind: 'shared-load',
    machine: { url, home: own, bounds },
    exchange,
    cached,
    changed: changed[index % 2] ?? '',
  });
  const machines = await startMachines(8, make, {
    folder: home,
    onLine: (line) => {
      note(tally, line);
    },
  });
  for (let round = 0; round < count; round += 1) {
    await pause(calm);
    await server.stop(round % 2 === 0 ? 'SIGINT' : 'SIGQUIT');
    // Every other time it stays away for longer than anybody waits for a connection.
    await pause(round % 4 < 2 ? 0 : 1_500);
    await server.start();
  }
  await pause(calm);
  for (const machine of machines) machine.worker.child.stdin?.end();
  for (const { how, complaint } of await Promise.all(machines.map(({ worker }) => worker.ended))) {
    if (how !== 0) tally.problems.push(`a machine ended with ${how}: ${complaint.slice(0, 200)}`);
  }
  tally.problems.push(...(await endProblems(url, newHome(home, 'last'), tally)));
  const { gets, acknowledged, refused, unsure, longest } = tally;
  return row(
    `PostgreSQL restarted ${count} times (every other time as in a crash) under 8 homes that get and change`,
    'every get succeeds, no acknowledged change lost',
    {
      measured: `${gets} gets, longest ${(longest / 1_000).toFixed(1)} s; ${acknowledged} changes, ${refused} refused, ${unsure} of those unknown to be saved`,
      problems: tally.problems,
    },
  );
}

function note(tally: Tally, line: Readonly<Record<string, unknown>>): void {
  const { got, failed, changed: registry, version, refused, unsure, reason, broken, took } = line;
  if (typeof got === 'string') tally.gets += 1;
  if (typeof took === 'number') tally.longest = Math.max(tally.longest, took);
  if (typeof failed === 'string') tally.problems.push(`get ${failed}: ${String(reason)}`);
  if (typeof broken === 'string') tally.problems.push(`change ${broken}: ${String(reason)}`);
  if (typeof refused === 'string') tally.refused += 1;
  if (unsure === true) tally.unsure += 1;
  if (typeof registry !== 'string') return;
  tally.acknowledged += 1;
  const versions = tally.versions.get(registry);
  if (typeof version !== 'number' || versions?.has(version))
    tally.problems.push(`${registry}: version ${String(version)} was acknowledged twice`);
  else versions?.add(version);
}

/** What is there at the end holds every acknowledged change, and beyond them only such as nobody knew of. */
async function endProblems(url: string, home: string, tally: Tally): Promise<readonly string[]> {
  const store = sharedStore({ url, home });
  const problems: string[] = [];
  let beyond = 0;
  for (const [registry, versions] of tally.versions) {
    const record = await store.records.find(registry);
    if (record === undefined || !isWhole(record)) problems.push(`${registry} is not whole`);
    const version = record?.version ?? 0;
    if (version < Math.max(...versions)) problems.push(`${registry}: version ${Math.max(...versions)} was lost`);
    beyond += version - versions.size;
  }
  await store.close();
  return beyond < 0 || beyond > tally.unsure ? [...problems, `${beyond} changes that nobody made`] : problems;
}
