/** Runs a plan in the launcher (timing.mjs) and turns its figures into medians. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bunRuntime, hostTarget } from '../scripts/bun-runtime.mjs';

const launcher = fileURLToPath(new URL('timing.mjs', import.meta.url));

/**
 * Figures by case: `milliseconds` and `kilobytes` (undefined without /usr/bin/time) are medians, `all` the single times
 * in the order of the rounds, for ratios within a round.
 */
export async function measure(plan) {
  const figures = JSON.parse(await run(bunRuntime(hostTarget()), [launcher], JSON.stringify(plan)));
  return Object.fromEntries(
    figures.map(({ name, milliseconds, kilobytes }) => [
      name,
      { milliseconds: median(milliseconds), kilobytes: median(kilobytes), all: milliseconds },
    ]),
  );
}

/** The middle one; undefined of none. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : sorted.length === 0
      ? undefined
      : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios within each round: what the machine did besides met both. */
export function ratio(figures, measured, against) {
  return median(figures[measured].all.map((value, round) => value / figures[against].all[round]));
}

function run(program, args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child
      .on('error', reject)
      .on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`the measuring ended with ${code}`))));
    child.stdin.end(input);
  });
}
