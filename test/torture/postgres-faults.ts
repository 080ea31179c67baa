/**
 * What dies, freezes or restarts under a shared store stops the others for a bounded time, and makes no wrong answer.
 */
import type { TestPostgres } from '../support/postgres.js';
import { seededRandom } from './job.js';
import type { SharedJob } from './postgres-job.js';
import {
  type Answer,
  type AskedMachine,
  countedExchange,
  newHome,
  prepareExpired,
  startMachines,
  unlikeAnswers,
} from './postgres-machines.js';
import { type Row, row } from './report.js';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** As a machine of these scenarios keeps its connection between the rounds. Milliseconds. */
const idleMs = 600_000;

/** Kills whoever is at the exchange, at another moment of it in every round; a new machine takes its place. */
export async function killedHolder(home: string, server: TestPostgres, rounds: number): Promise<Row> {
  const url = server.url();
  const exchange = countedExchange(home, 300);
  const registries = Array.from({ length: rounds }, (_, index) => `k${index}.example`);
  await prepareExpired({ url, home: newHome(home, 'first') }, registries);
  const make = (own: string): SharedJob => ({
    kind: 'shared-gets',
    machine: { url, home: own, bounds: { idleMs } },
    exchange,
  });
  let machines = await startMachines(16, make, { folder: home });
  const random = seededRandom(9);
  const problems: string[] = [];
  const figures = { slowest: 0, calls: 0, most: 0 };
  for (const registry of registries) {
    const before = exchange.count();
    const asked = machines.map((machine) => machine.ask(registry));
    const holder = await Promise.any(
      machines.map(
        (machine) =>
          new Promise<AskedMachine>(
            (resolve) =>
              (machine.onExchange = () => {
                resolve(machine);
              }),
          ),
      ),
    );
    await pause(20 + random(230));
    holder.worker.child.kill('SIGKILL');
    const killed = performance.now();
    const answers = (await Promise.allSettled(asked)).flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    const calls = exchange.count() - before;
    problems.push(...unlikeAnswers(answers).map((problem) => `${registry}: ${problem}`));
    if (answers.length !== machines.length - 1) problems.push(`${registry}: ${answers.length} answers`);
    if (calls > 2) problems.push(`${registry}: ${calls} calls`);
    figures.calls += calls;
    figures.most = Math.max(figures.most, calls);
    figures.slowest = Math.max(figures.slowest, ...answers.map(({ at }) => at - killed));
    machines = [
      ...machines.filter((machine) => machine !== holder),
      ...(await startMachines(1, make, { folder: newHome(home, `after-${registry}`) })),
    ];
  }
  await Promise.all(machines.map((machine) => machine.end()));
  if (figures.slowest > 1_000) problems.push('somebody waited for longer than 1 s');
  return row(
    `kill -9 of the one of 16 homes that is at an exchange of 300 ms, ${rounds} rounds`,
    'the others done within 1 s, at most 2 calls a round',
    {
      measured: `slowest ${figures.slowest.toFixed(0)} ms after the kill, ${figures.calls} calls, at most ${figures.most} a round`,
      problems,
    },
  );
}

/** The frozen machine wakes up when the others are done; what it got then replaces nothing. */
export async function frozenHolder(home: string, server: TestPostgres, turnMs: number): Promise<Row> {
  const url = server.url();
  const exchange = countedExchange(home, 300);
  await prepareExpired({ url, home: newHome(home, 'first') }, ['f.example']);
  const make = (own: string): SharedJob => ({
    kind: 'shared-gets',
    machine: { url, home: own, bounds: { turnMs, idleMs } },
    exchange,
  });
  const machines = await startMachines(16, make, { folder: home });
  const frozen = new Promise<AskedMachine>((resolve) => {
    for (const machine of machines) {
      machine.onExchange = () => {
        if (exchange.count() > 1) return;
        machine.worker.child.kill('SIGSTOP');
        resolve(machine);
      };
    }
  });
  const asked = machines.map((machine) => machine.ask('f.example'));
  const holder = await frozen;
  const stopped = performance.now();
  const answers: Answer[] = await Promise.all(asked.filter((_, index) => machines[index] !== holder));
  const slowest = Math.max(...answers.map(({ at }) => at - stopped));
  holder.worker.child.kill('SIGCONT');
  const thawed = await asked[machines.indexOf(holder)];
  const [late] = await startMachines(1, make, { folder: newHome(home, 'late') });
  const afterwards = await late?.ask('f.example');
  await Promise.all([...machines, ...(late ? [late] : [])].map((machine) => machine.end()));
  const problems = [...unlikeAnswers([...answers, ...(afterwards ? [afterwards] : [])])];
  if (slowest > turnMs + 1_000) problems.push('somebody waited for longer');
  if (exchange.count() !== 2) problems.push(`${exchange.count()} calls`);
  if (thawed?.password === undefined) problems.push(`the frozen one failed when it woke up: ${thawed?.reason ?? ''}`);
  return row(
    `SIGSTOP of the one of 16 homes that is at an exchange; it may take ${turnMs / 1_000} s`,
    `the others done within ${turnMs / 1_000 + 1} s`,
    {
      measured: `${(slowest / 1_000).toFixed(2)} s, ${exchange.count()} calls; it wakes up and replaces nothing`,
      problems,
    },
  );
}
