/** kill -9 again and again while 16 processes write and one reads: no acknowledged write is lost. */
import { Bystander } from './bystander.js';
import { readerProblems, startReader } from './concurrency.js';
import { isWhole, storeIn, versioned } from './job.js';
import { leftovers } from './leftovers.js';
import { type Row, row } from './report.js';
import { StormLog } from './storm-log.js';
import { StormWriters } from './storm-writers.js';

export interface StormPlan {
  /**
   * The storm lasts at least so long, in milliseconds, and three times as long when the machine is too slow for the
   * kills.
   */
  readonly milliseconds: number;
  readonly kills: number;
}

export async function storm(home: string, plan: StormPlan): Promise<readonly Row[]> {
  const log = new StormLog();
  const writers = new StormWriters(home, log);
  const reader = startReader(home);
  const bystander = new Bystander();
  const { kills, lasted } = await rage(writers, plan);
  const late = bystander.stop();
  const quiet = log.longestGap;
  await writers.stop();
  const counts = await reader.stop();
  const started = performance.now();
  await storeIn(home).records.insert(versioned('after.example', 1));
  const next = performance.now() - started;
  const problems = [
    ...log.problems,
    ...(await lost(home, log)),
    ...readerProblems(counts),
    ...leftovers(home).map((name) => `left: ${name}`),
  ];
  if (kills < plan.kills) problems.push(`only ${kills} kills`);
  const measured = [
    `${kills} kills in ${(lasted / 1_000).toFixed(0)} s`,
    `${log.acknowledged} acknowledged`,
    `${counts.reads} reads, ${counts.torn} torn`,
    `next command ${next.toFixed(0)} ms`,
  ].join(', ');
  const stall = `${quiet.toFixed(0)} ms without a write while writers run (a process that only sleeps woke up to ${late.toFixed(0)} ms late); one write at most ${log.longestWrite.toFixed(0)} ms`;
  return [
    row('kill -9 storm, 16 writers, a polling reader', `≥ ${plan.kills} kills, 0 lost, 0 torn, 0 left`, {
      measured,
      problems,
    }),
    row('longest stall in the storm', '≤ 500 ms more than a sleeper', {
      measured: stall,
      problems: quiet > 500 + late ? ['too long'] : [],
    }),
  ];
}

async function rage(
  writers: StormWriters,
  plan: StormPlan,
): Promise<{ readonly kills: number; readonly lasted: number }> {
  const between = plan.milliseconds / (plan.kills * 1.05);
  const started = performance.now();
  let kills = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, between));
    if (writers.killOne()) kills += 1;
    const lasted = performance.now() - started;
    if (lasted >= plan.milliseconds && (kills >= plan.kills || lasted >= 8 * plan.milliseconds))
      return { kills, lasted };
  }
}

async function lost(home: string, log: StormLog): Promise<readonly string[]> {
  const store = storeIn(home);
  const problems: string[] = [];
  for (const [registry, version] of log.versions) {
    const record = await store.records.find(registry);
    if (record === undefined || record.version < version || !isWhole(record))
      problems.push(`${registry}: acknowledged ${version}, found ${record?.version ?? 0}`);
  }
  const { records, damaged } = await store.records.list();
  const names = new Set(records.map(({ registry }) => registry));
  for (const registry of log.inserted)
    if (!names.has(registry)) problems.push(`${registry} was acknowledged and is not there`);
  for (const registry of log.deleted) if (names.has(registry)) problems.push(`${registry} was deleted and is there`);
  return [...problems, ...damaged.map(({ place, reason }) => `${place}: ${reason}`)];
}
