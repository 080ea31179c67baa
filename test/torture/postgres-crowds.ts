/** Many machines on one shared store: one exchange for all of them, and no record lost. */
import { join } from 'node:path';
import type { TestPostgres } from '../support/postgres.js';
import { seededRandom } from './job.js';
import { sharedStore } from './postgres-job.js';
import {
  type Answer,
  countedExchange,
  newHome,
  prepareExpired,
  startMachines,
  unlikeAnswers,
} from './postgres-machines.js';
import { runAll } from './processes.js';
import { type Row, row } from './report.js';

/** Long enough for every machine to be waiting before the exchange ends. Milliseconds. */
const longExchange = 8_000;
/** A connection made while the others start is still there when all of them ask. Milliseconds. */
const patient = { idleMs: 600_000 };
/**
 * Machines that share two processors among 64 get their answers late; nothing else about them is patient. Milliseconds.
 */
const starved = { answerMs: 30_000 };

/** All connected before the first one asks; the database's own view says how many waited for the lock together. */
export async function oneToken(home: string, server: TestPostgres, count: number): Promise<Row> {
  const url = server.url();
  const exchange = countedExchange(home, longExchange);
  await prepareExpired({ url, home: newHome(home, 'first') }, ['a.example']);
  const machines = await startMachines(
    count,
    (own) => ({ kind: 'shared-gets', machine: { url, home: own, bounds: patient }, exchange }),
    { folder: home },
  );
  const started = performance.now();
  const watch = watchWaiting(server);
  const answers = await Promise.all(machines.map((machine) => machine.ask('a.example')));
  const took = performance.now() - started;
  const waiting = await watch.stop();
  await Promise.all(machines.map((machine) => machine.end()));
  const problems = [...unlikeAnswers(answers)];
  if (exchange.count() !== 1) problems.push(`${exchange.count()} exchanges`);
  if (waiting < count - 1) problems.push(`only ${waiting} waited for the lock at the same time`);
  const measured = `${exchange.count()} exchange of ${(longExchange / 1_000).toFixed(0)} s, ${waiting} waited for it together, the last one done ${seconds(took - longExchange)} after it`;
  return row(`${count} homes, all alive and connected, ask for one expired token`, '1 exchange', {
    measured,
    problems,
  });
}

export async function manyTokens(home: string, server: TestPostgres): Promise<Row> {
  const url = server.url();
  const registries = Array.from({ length: 100 }, (_, index) => `r${index}.example`);
  const exchange = countedExchange(home, 50);
  await prepareExpired({ url, home: newHome(home, 'first') }, registries);
  const machines = await startMachines(
    50,
    (own) => ({ kind: 'shared-gets', machine: { url, home: own, bounds: patient }, exchange }),
    { folder: home },
  );
  const started = performance.now();
  const answers = (
    await Promise.all(
      machines.map((machine, index) =>
        Promise.all(shuffled(registries, index).map((registry) => machine.ask(registry))),
      ),
    )
  ).flat();
  const took = performance.now() - started;
  await Promise.all(machines.map((machine) => machine.end()));
  const problems = registries.flatMap((registry) =>
    unlikeAnswers(answers.filter((answer) => answer.registry === registry)),
  );
  if (exchange.count() !== 100) problems.push(`${exchange.count()} exchanges`);
  return row('50 homes × 100 expired tokens, each home in an order of its own', '100 exchanges', {
    measured: `${exchange.count()} exchanges for ${answers.length} gets in ${seconds(took)}, the longest get ${longest(answers)} ms`,
    problems,
  });
}

export async function sharedAdds(home: string, server: TestPostgres): Promise<Row> {
  const url = server.url();
  const started = performance.now();
  const { failed, first } = await runAll(
    Array.from(
      { length: 64 },
      (_, index) =>
        ({
          kind: 'shared-adds',
          machine: { url, home: newHome(home, `home-${index}`), bounds: starved },
          prefix: `p${index}`,
          count: 50,
        }) as const,
    ),
  );
  const took = performance.now() - started;
  const store = sharedStore({ url, home: join(home, 'home-0') });
  const { records, damaged } = await store.records.list();
  const versions = records.reduce((sum, { version }) => sum + version, 0);
  await store.close();
  const problems = failed > 0 ? [`${failed} processes failed: ${first}`] : [];
  if (records.length !== 3_200 || damaged.length > 0 || versions !== 3_200)
    problems.push(`${records.length} records, ${damaged.length} damaged, ${versions} versions`);
  return row('64 homes × 50 adds', '3200 records', { measured: `${records.length} in ${seconds(took)}`, problems });
}

/** Asks the database again and again how many sessions wait for a row; answers the most that it saw. */
function watchWaiting(server: TestPostgres): { stop(): Promise<number> } {
  const over = new AbortController();
  const watch = async (): Promise<number> => {
    let most = 0;
    while (!over.signal.aborted) {
      const [found] = await server.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
      );
      most = Math.max(most, Number(found?.['waiting']));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return most;
  };
  const watching = watch();
  return {
    stop: () => {
      over.abort();
      return watching;
    },
  };
}

function shuffled(names: readonly string[], seed: number): readonly string[] {
  const random = seededRandom(seed + 1);
  return names
    .map((name) => ({ name, at: random(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}

function longest(answers: readonly Answer[]): string {
  return Math.max(...answers.map(({ took }) => took)).toFixed(0);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
