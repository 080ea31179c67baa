/**
 * Runs every scenario with the real anchore-cli and with ts-reg, side by side, each against an API of its own, and
 * compares standard output, exit code, messages and what came over the wire. Ends with 1 when anything differs that is
 * not announced with its reason. TS_REG_PROGRAM names another ts-reg, such as the standalone executable.
 */
import { join } from 'node:path';
import { differences, surprises } from '../support/loopback-anchore-differences.js';
import { anchoreCli, type Program, run } from './anchore-cli-run.js';
import { scenarios } from './anchore-cli-scenarios.js';

const theirs = anchoreCli(process.env);
const given = process.env['TS_REG_PROGRAM'];
const ours: Program = given
  ? { command: given, args: [], environment: {} }
  : { command: process.execPath, args: [join(process.cwd(), 'bin', 'ts-reg')], environment: {} };

let same = 0;
const announced = new Map<string, string[]>();
const unexpected: string[] = [];
for (const scenario of scenarios) {
  const [expected, actual] = [await run(theirs, scenario), await run(ours, scenario)];
  const found = differences(expected, actual);
  const problems = surprises(scenario, found);
  if (problems.length > 0)
    unexpected.push(`${scenario.name}: ${problems.join('; ')}\n${JSON.stringify({ expected, actual }, undefined, 2)}`);
  else if (found.length === 0) same += 1;
  else
    announced.set(scenario.difference?.reason ?? '', [
      ...(announced.get(scenario.difference?.reason ?? '') ?? []),
      `${scenario.name} (${found.join(', ')})`,
    ]);
}

const lines = [`${scenarios.length} commands: ${same} the same in standard output, exit code and requests`];
for (const [reason, names] of announced)
  lines.push(`${names.length} differ: ${reason}`, ...names.map((name) => `    ${name}`));
for (const problem of unexpected) lines.push(`UNEXPECTED ${problem}`);
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = unexpected.length > 0 ? 1 : 0;
