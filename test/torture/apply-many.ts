/** A hundred registries in one document: the first run asks once for each, the second one nobody. */
import { spawnSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { type ApplyHome, largeDocument, password } from '../cli/apply-home.js';
import { type Row, row } from './report.js';

const count = 100;
/** Milliseconds, on a machine that starts Node in {@link usualStart}. */
const longest = { first: 15_000, second: 1_000 };
/** Milliseconds. */
const usualStart = 200;
/** The second run is measured so often, since other programs run on the same machine; every one of them must do nothing. */
const measurements = 5;

/** `contents`: what tells every write to the store. */
export async function applyMany(home: ApplyHome, store: string, contents: () => Promise<unknown>): Promise<Row> {
  const file = home.write('registries.yaml', largeDocument(home, count));
  const problems: string[] = [];
  const first = await timed(home, file);
  if (first.summary !== `${count} added, 0 unchanged`) problems.push(`first run: ${first.summary}`);
  if (first.took / first.slower > longest.first) problems.push('the first run is too slow');
  const [requests, before] = [home.requests(), await contents()];
  const again: Timed[] = [];
  for (let run = 0; run < measurements; run += 1) {
    const second = await timed(home, file);
    again.push(second);
    const { summary, output } = second;
    if (summary !== `${count} unchanged`) problems.push(`second run: ${summary}`);
    if (output.includes(password)) problems.push('a password was printed');
  }
  if (home.requests() !== requests) problems.push(`${home.requests() - requests} requests in second runs`);
  if (!isDeepStrictEqual(await contents(), before)) problems.push('a second run wrote');
  const fastest = Math.min(...again.map(({ took, slower }) => took / slower));
  if (fastest > longest.second) problems.push('the second run is too slow');
  const slowest = Math.max(...again.map(({ took }) => took));
  return row(`apply of ${count} registries, ${store}`, '≤ 15 s; again ≤ 1 s, 0 writes, 0 requests', {
    measured: `${(first.took / 1_000).toFixed(1)} s with ${requests} requests, on a machine ${first.slower.toFixed(1)} times as slow as usual; again ${fastest.toFixed(0)} ms by that measure (at most ${slowest.toFixed(0)} ms)`,
    problems,
  });
}

interface Timed {
  /** Milliseconds. */
  readonly took: number;
  /** How much slower this machine was than usual, before and after the run; 1 at least. */
  readonly slower: number;
  readonly summary: string;
  readonly output: string;
}

async function timed(home: ApplyHome, file: string): Promise<Timed> {
  const before = startOfNode();
  const started = performance.now();
  const { stdout, stderr } = await home.apply(file);
  const took = performance.now() - started;
  const slower = Math.max(1, (before + startOfNode()) / 2 / usualStart);
  return { took, slower, summary: stderr.split('\n').at(-2) ?? '', output: stdout + stderr };
}

/** What other programs on this machine cost just now. Milliseconds. */
function startOfNode(): number {
  const started = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - started;
}
