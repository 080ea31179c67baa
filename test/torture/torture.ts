/** Runs every scenario in turn and prints its numbers; see run.mjs. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyTorture } from './apply.js';
import { adds, mixed, rotations, singleFlight, twoPidNamespaces, updates } from './concurrency.js';
import { crashPoints } from './crash-points.js';
import { damagedFiles } from './damaged-files.js';
import { modes, plantedLinks, unwritableDisks } from './hard-places.js';
import { order } from './order.js';
import { sharedStoreTorture } from './postgres.js';
import { outputStorm } from './output-storm.js';
import { printRow, type Row, row } from './report.js';
import { storm } from './storm.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, only: { type: 'string' }, kills: { type: 'string' } },
});
const seconds = Number(values.seconds);
const short = seconds < 300;
/** The full storm lasts a minute and kills a thousand times; a short one keeps the rate. */
const stormSeconds = short ? seconds / 5 : 62;

const started = performance.now();
const scenarios: Readonly<Record<string, (home: string) => Promise<Row | readonly Row[]>>> = {
  adds,
  updates,
  mixed,
  namespaces: twoPidNamespaces,
  rotations,
  'single-flight': singleFlight,
  storm: (home) => storm(home, { milliseconds: stormSeconds * 1_000, kills: Math.floor((stormSeconds * 1_000) / 62) }),
  outputs: (home) => outputStorm(home, Number(values.kills ?? (short ? 40 : 200))),
  crash: (home) =>
    crashPoints(home, {
      share: short ? seconds / 1_000 : 1,
      until: short ? Date.now() + seconds * 1_000 : started + (seconds - 30) * 1_000,
    }),
  order,
  files: damagedFiles,
  disks: unwritableDisks,
  modes,
  links: plantedLinks,
  ...applyTorture(short),
  ...sharedStoreTorture(short),
};

const root = mkdtempSync(join(tmpdir(), 'ts-reg-torture-'));
let missed = 0;
process.stdout.write('|        | what | target | measured |\n|---|---|---|---|\n');
for (const [name, scenario] of Object.entries(scenarios)) {
  if (values.only !== undefined && values.only !== name && !name.startsWith(`${values.only}-`)) continue;
  const home = join(root, name);
  mkdirSync(home);
  for (const result of await play(name, home, scenario)) {
    printRow(result);
    if (!result.met) missed += 1;
  }
}
rmSync(root, { recursive: true, force: true });
process.stdout.write(`\n${missed} targets missed, ${((performance.now() - started) / 1_000).toFixed(0)} s\n`);
process.exitCode = missed === 0 ? 0 : 1;

async function play(
  name: string,
  home: string,
  scenario: (home: string) => Promise<Row | readonly Row[]>,
): Promise<readonly Row[]> {
  try {
    return [await scenario(home)].flat();
  } catch (error) {
    return [
      row(name, 'runs', { measured: 'failed', problems: [error instanceof Error ? error.message : 'unknown error'] }),
    ];
  }
}
