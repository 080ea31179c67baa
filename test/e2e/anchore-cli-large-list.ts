/**
 * `registry list` of 10,000 records with the real anchore-cli and with ts-reg, in turns, text and JSON: the outputs
 * must be the same, and the medians of the whole processes are printed (the API's own time is in both). TS_REG_PROGRAM
 * names another ts-reg.
 */
import { join } from 'node:path';
import { anchoreCli, type Program, runTimed } from './anchore-cli-run.js';

const rounds = 7;
const seed = Array.from({ length: 10_000 }, (_, index) => ({
  registry: `r${(index * 7919) % 10_000}.example.com:5000`,
  registry_name: index % 3 === 0 ? `Register ${index} 港` : `register ${index}`,
  registry_type: index % 2 === 0 ? 'docker_v2' : 'awsecr',
  registry_user: `user-${index % 97}`,
  registry_verify: index % 5 !== 0,
  created_at: '2026-01-01T00:00:00Z',
  last_updated: '2026-01-01T00:00:01Z',
  userId: 'admin',
}));
const given = process.env['TS_REG_PROGRAM'];
const programs: readonly Program[] = [
  anchoreCli(process.env),
  given
    ? { command: given, args: [], environment: {} }
    : { command: process.execPath, args: [join(process.cwd(), 'bin', 'ts-reg')], environment: {} },
];

for (const args of [
  ['registry', 'list'],
  ['--json', 'registry', 'list'],
]) {
  const times: [number[], number[]] = [[], []];
  const printed = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, program] of programs.entries()) {
      const { outcome, milliseconds } = await runTimed(program, { name: 'large list', args, seed });
      times[index]?.push(milliseconds);
      printed.add(`${outcome.exitCode} ${outcome.stdout}`);
    }
  }
  const [theirs, ours] = times.map(median) as [number, number];
  const same = printed.size === 1 ? 'identical' : 'DIFFERENT';
  process.stdout.write(
    `${args.join(' ')}: ${same}; anchore-cli ${theirs.toFixed(0)} ms, ts-reg ${ours.toFixed(0)} ms, ratio ${(theirs / ours).toFixed(1)}\n`,
  );
  if (printed.size !== 1) process.exitCode = 1;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
