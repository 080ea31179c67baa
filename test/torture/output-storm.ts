/** kill -9 of two processes that write the same config.json while readers parse it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OutputSetting } from '../../src/outputs/output-setting.js';
import { type Row, row } from './report.js';

export const outputRegistries = ['a.example.com', 'b.example.com', 'c.example.com'];
/** As long as the longest tokens of ECR. */
const tokenLength = 5_000;
const foreign = '"credHelpers": {"x.example.com": "pass"}, "HttpHeaders": {"n": 1.0}, "detachKeys": "ctrl-z"';
const foreignLogin = '"other.example.net": {"auth": "b3RoZXI6c2VjcmV0"}';

export function longToken(mark: string): string {
  return `${mark} `.padEnd(tokenLength - 1, 'x') + '.';
}

export function outputSetting(file: string): OutputSetting {
  return {
    ...{ file, format: 'docker-config', registries: ['*'], isMerge: true },
    ...{ shell: 'sh', name: 'x', namespaces: [], labels: {} },
  };
}

/** Always two writers at once, each killed some milliseconds after it has begun to write. */
export async function outputStorm(home: string, kills: number): Promise<Row> {
  const file = join(home, 'config.json');
  writeFileSync(file, `{${foreign}, "auths": {${foreignLogin}}}`, { mode: 0o600 });
  const tally = { kills: 0, writes: 0, reads: 0, problems: [] as string[] };
  const stop = new AbortController();
  const reading = readUntil(stop.signal, file, tally);
  const started = performance.now();
  await Promise.all([1, 2].map((slot) => killWriters(file, slot, { kills, tally })));
  stop.abort();
  await reading;
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  const left = readdirSync(home).filter((name) => name !== 'config.json').length;
  return row(
    'kill -9 of two writers of one config.json, readers parse',
    `≥ ${kills} kills, 0 torn, 0 foreign keys lost`,
    {
      measured: `${tally.kills} kills in ${seconds} s, ${tally.writes} writes, ${tally.reads} reads, ${tally.problems.length} wrong, ${left} temporary files for the next writer to remove`,
      problems: tally.kills < kills ? [...tally.problems, `only ${tally.kills} kills`] : tally.problems,
    },
  );
}

interface Tally {
  kills: number;
  writes: number;
  reads: number;
  readonly problems: string[];
}

/** The next writer starts while this one writes, so that the kills hit writing and not starting. */
async function killWriters(
  file: string,
  slot: number,
  { kills, tally }: { readonly kills: number; readonly tally: Tally },
): Promise<void> {
  const spares = [start(file, slot), start(file, slot)];
  while (tally.kills < kills && tally.problems.length < 20) {
    const writer = spares.shift() ?? start(file, slot);
    spares.push(start(file, slot));
    const ended = new Promise<string>((resolve) => {
      writer.on('close', (code, signal) => {
        resolve(signal ?? `exit code ${code ?? 'unknown'}`);
      });
    });
    const written = new Promise<void>((resolve) => {
      writer.stdout?.on('data', (dots: Buffer) => {
        tally.writes += dots.length;
        resolve();
      });
    });
    writer.stdin?.write('go\n');
    await Promise.race([written, ended]);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    writer.kill('SIGKILL');
    const how = await ended;
    if (how === 'SIGKILL') tally.kills += 1;
    else tally.problems.push(`a writer ended with ${how}`);
  }
  for (const spare of spares) spare.kill('SIGKILL');
}

function start(file: string, slot: number): ChildProcess {
  const worker = fileURLToPath(new URL('output-worker.mjs', import.meta.url));
  const child = spawn(process.execPath, [worker, file, `w${slot}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  return child;
}

async function readUntil(signal: AbortSignal, file: string, tally: Tally): Promise<void> {
  while (!signal.aborted) {
    const problem = faultOf(readFileSync(file, 'utf8'));
    tally.reads += 1;
    if (problem !== undefined) tally.problems.push(problem);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Undefined for a file in which every entry is whole, and everything else is as it was. */
function faultOf(text: string): string | undefined {
  if (!text.includes(foreign)) return 'a foreign key is lost';
  if (!text.includes(foreignLogin)) return 'a foreign login is lost';
  let parsed: { readonly auths: Readonly<Record<string, { readonly auth: string }>> };
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return 'torn';
  }
  const ours = Object.entries(parsed.auths).filter(([key]) => key !== 'other.example.net');
  const tokens = ours.map(([, { auth }]) => Buffer.from(auth, 'base64').toString('latin1').slice('AWS:'.length));
  if (tokens.some((token) => token.length !== tokenLength || !token.endsWith('x.'))) return 'a token is cut';
  return new Set(tokens).size > 1 ? 'tokens of two writes in one file' : undefined;
}
