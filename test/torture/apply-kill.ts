/** kill -9 in the middle of an apply: what is stored is whole, the next run finishes, nothing of people is removed. */
import { once } from 'node:events';
import { type ApplyHome, password } from '../cli/apply-home.js';
import { errorsOf, leftIn, type Written, writtenIn } from './apply-store.js';
import { seededRandom } from './job.js';
import { type Row, row } from './report.js';

/** Each round has half of them, more than are written side by side. */
const count = 40;

interface Kills {
  killed: number;
  /** With some of the registries of the round written, and not all. */
  partly: number;
}

export async function applyKilled(home: ApplyHome, rounds: number): Promise<Row> {
  const mine = `${home.registry.authority}/mine`;
  await home.ts(['registry', 'add', mine, 'me', 'p', '--skip-validate', '--insecure']);
  const problems: string[] = [];
  const kills: Kills = { killed: 0, partly: 0 };
  const started = performance.now();
  await home.apply(home.write('r.yaml', documentOf(home, 1)));
  const whole = performance.now() - started;
  for (let round = 2; round < rounds + 2 && problems.length === 0; round += 1) {
    const file = home.write('r.yaml', documentOf(home, round));
    const wasKilled = await killOne(home, file, { round, whole });
    const before = await writtenIn(home);
    problems.push(...before.problems, ...before.records.flatMap((record) => tornIn(record, mine) ?? []));
    const done = before.records.filter(({ name }) => name === `round-${round}`).length;
    if (wasKilled) kills.killed += 1;
    if (wasKilled && done > 0 && done < count / 2) kills.partly += 1;
    const again = await home.ts(['registry', 'apply', '--prune', file], { TOKEN: `${password}-${round}` });
    if (again.exitCode !== 0) problems.push(`exit ${again.exitCode}`, ...errorsOf(again.stderr));
    const after = await writtenIn(home);
    problems.push(...after.problems, ...wrongAfter(home, after.records, { round, mine }));
  }
  problems.push(...leftIn(home));
  if (kills.partly === 0) problems.push('no kill fell into the writing');
  return row(`kill -9 of an apply, ${rounds} rounds`, 'the next run finishes, 0 torn, 0 left', {
    measured: `${kills.killed} of ${rounds} killed, ${kills.partly} of them with a part written`,
    problems,
  });
}

/** Most of them after so many registries were done, so that the kill falls into the writing; some at any time at all. */
async function killOne(
  home: ApplyHome,
  file: string,
  { round, whole }: { readonly round: number; readonly whole: number },
): Promise<boolean> {
  const random = seededRandom(round);
  const child = home.start({ TOKEN: `${password}-${round}` }, '--prune', file);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const kill = (): boolean => child.kill('SIGKILL');
  const lines = round % 4 === 0 ? Infinity : random(count / 2);
  const anyTime = round % 4 === 0 ? setTimeout(kill, random(Math.round(whole))) : undefined;
  let seen = 0;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    seen += text.split('\n').length - 1;
    if (seen > lines) setTimeout(kill, random(8));
  });
  const [code] = await ended;
  clearTimeout(anyTime);
  return code === null;
}

/** Each round another half of the registries, with another name and password: some are added, changed, removed. */
function documentOf({ registry }: ApplyHome, round: number): string {
  const entries = indexesOf(round).map(
    (index) =>
      `  - { registry: "${registry.authority}/app-${index}", user: ci, password: { env: TOKEN }, name: round-${round}, verify_tls: false }`,
  );
  return `name: team\nregistries:\n${entries.join('\n')}\n`;
}

function indexesOf(round: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => (index + round) % 2 === 0 || index < 2);
}

/** Name and password of one round, whichever it is. */
function tornIn({ registry, name = '', secret }: Written, mine: string): string | undefined {
  if (registry === mine) return secret === 'p' ? undefined : `${registry} is another one`;
  // The first one was written with the variable of the home.
  const wanted = name === 'round-1' ? password : `${password}-${name.replace('round-', '')}`;
  return secret === wanted ? undefined : `${registry} is a mixture: ${name}`;
}

function wrongAfter(
  { registry: { authority } }: ApplyHome,
  records: readonly Written[],
  { round, mine }: { readonly round: number; readonly mine: string },
): readonly string[] {
  const wanted = [...indexesOf(round).map((index) => `${authority}/app-${index}`), mine].sort();
  const found = records.map(({ registry }) => registry).sort();
  const old = records.filter(({ registry, name }) => registry !== mine && name !== `round-${round}`);
  return [
    ...(found.join() === wanted.join() ? [] : [`round ${round}: ${found.length} registries of ${wanted.length}`]),
    ...old.map(({ registry, name }) => `round ${round}: ${registry} is still ${name ?? ''}`),
    ...records.flatMap((record) => tornIn(record, mine) ?? []),
  ];
}
