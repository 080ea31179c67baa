/**
 * Runs our processes and looks for canaries in all that they leave: both streams, every file, every process argument.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, run, type SpawnOptions } from '../support/spawned.js';
import { type Canary, sightings } from './canary.js';

export interface WatchedOptions extends SpawnOptions {
  /** The answer is a password that was asked for: standard output may hold it. */
  readonly asked?: boolean;
}

export interface WatchedProcesses {
  /** TS_REG_HOME. */
  readonly home: string;
  /** Writes a file that the test itself puts canaries into; it is not searched. */
  give(path: string, text: string): string;
  /** One process; what it gave away is added to the leaks. */
  run(program: string, args: readonly string[], options?: WatchedOptions): Promise<Ended>;
  /** What was seen where, since the last call; empty when all is well. */
  leaks(): readonly string[];
  /** Further secrets, known only once a server has made them up. */
  watchFor(canary: Canary): void;
  dispose(): void;
}

/** How often process arguments are read, in milliseconds. */
const lookEvery = 15;

/** A fresh home with nothing in it. */
export function watchProcesses(canaries: readonly Canary[]): WatchedProcesses {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-canary-'));
  const [home, temp, given] = ['home', 'tmp', 'given'].map((name) => join(folder, name)) as [string, string, string];
  for (const path of [home, temp, given]) mkdirSync(path, { mode: 0o700 });
  const watched = [...canaries];
  const exempt = new Set<string>();
  const found = new Set<string>();
  const look = (place: string, bytes: Buffer): void => {
    for (const sighting of sightings(bytes, watched)) found.add(`${sighting} in ${place}`);
  };
  const timer = setInterval(() => {
    for (const line of commandLines()) look('the arguments of a process', line);
  }, lookEvery);
  return {
    home,
    give(path, text) {
      const full = path.startsWith('/') ? path : join(given, path);
      exempt.add(full);
      writeFileSync(full, text, { mode: 0o600 });
      return full;
    },
    async run(program, args, { asked = false, environment, ...options } = {}) {
      const ended = await run(program, args, {
        ...options,
        environment: { HOME: home, TS_REG_HOME: home, TMPDIR: temp, DOCKER_CONFIG: given, ...environment },
      });
      const what = args.slice(0, 2).join(' ');
      if (!asked) look(`stdout of ${what}`, Buffer.from(ended.stdout));
      look(`stderr of ${what}`, Buffer.from(ended.stderr));
      for (const path of filesBelow(folder))
        if (!exempt.has(path)) look(`a file after ${what}: ${path.slice(folder.length)}`, readFileSync(path));
      return ended;
    },
    leaks() {
      const seen = [...found].sort();
      found.clear();
      return seen;
    },
    watchFor: (canary) => {
      watched.push(canary);
    },
    dispose() {
      clearInterval(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** proc(5): the arguments of each process, which every user of the machine may read. */
function commandLines(): readonly Buffer[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`)];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}
