/** What ends a pause of `refresh --watch` early: changed settings, records or outputs, and a clock that jumped. */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { resolvePaths } from '../../../config/paths.js';
import { TsRegError } from '../../../errors.js';
import { fileState } from '../../../system/file-state.js';
import { pause } from '../../../system/wait.js';
import type { Factory } from '../../process/factory.js';

/** Time as the watch sees it. */
export interface WatchTime {
  /** Returns early when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds on a clock that is never set and stops while the machine sleeps. */
  readonly uptime: () => number;
  /** In 0…1. */
  readonly random: () => number;
  /** Between two looks at the files. */
  readonly pollMs: number;
}

export const watchTime: WatchTime = {
  sleep: pause,
  uptime: () => performance.now(),
  random: () => Math.random(),
  pollMs: 1_000,
};

export type Wake = 'due' | 'settings' | 'records' | 'clock' | 'stopped';

/** A slow machine stops for seconds; an NTP daemon steps the clock from 128 ms on. What matters is minutes. */
const jump = 10_000;
/** A database says nothing by itself. */
const databasePoll = 60_000;

export class WatchSignals {
  readonly #time: WatchTime;
  #factory: Factory;
  #settings = '';
  #records = '';
  #database: string | undefined;
  #outputs: readonly string[] = [];
  #written = '';

  constructor(factory: Factory, time: WatchTime) {
    this.#factory = factory;
    this.#time = time;
  }

  /** Remembers what the round is going to see: a change during it is one after it. */
  async beforeRound(factory: Factory): Promise<void> {
    this.#factory = factory;
    [this.#settings, this.#records] = [this.#settingsState(), this.#recordsState()];
    this.#database = await this.#databaseState();
  }

  /** The files that the round wrote. */
  afterRound(outputs: readonly string[]): void {
    this.#outputs = outputs;
    this.#written = statesOf(outputs);
  }

  /** Until this time of the clock, or something happens. */
  async wait(until: number): Promise<Wake> {
    const { clock, interrupted } = this.#factory.world;
    let askDatabaseAt = this.#time.uptime() + databasePoll;
    while (!interrupted.aborted) {
      const [before, started] = [clock(), this.#time.uptime()];
      if (before >= until) return 'due';
      await this.#time.sleep(Math.min(this.#time.pollMs, until - before), interrupted);
      if (this.#settingsState() !== this.#settings) return 'settings';
      if (this.#recordsState() !== this.#records || statesOf(this.#outputs) !== this.#written) return 'records';
      if (Math.abs(clock() - before - (this.#time.uptime() - started)) > jump) return 'clock';
      if (this.#time.uptime() < askDatabaseAt) continue;
      askDatabaseAt = this.#time.uptime() + databasePoll;
      const found = await this.#databaseState();
      if (found !== undefined && found !== this.#database) return 'records';
    }
    return 'stopped';
  }

  #settingsState(): string {
    const { environment, platform, homeFolder } = this.#factory.world;
    return guarded(() => stateOf(resolvePaths(environment, platform, homeFolder).configFile));
  }

  /** Each write of a record renames a file into this folder, which changes the folder. */
  #recordsState(): string {
    const { environment, platform, homeFolder } = this.#factory.world;
    return guarded(() => stateOf(join(resolvePaths(environment, platform, homeFolder).dataFolder, 'records')));
  }

  /** Undefined for files, and for a database that cannot be asked now. */
  async #databaseState(): Promise<string | undefined> {
    try {
      const { anchore, store } = await this.#factory.settings();
      if (anchore !== undefined || store.kind === 'file') return undefined;
      const { records } = await (await this.#factory.storage()).records.list();
      return records.map(({ registry, version }) => `${registry} ${version}`).join('\n');
    } catch (error) {
      if (error instanceof TsRegError) return undefined;
      throw error;
    }
  }
}

function statesOf(paths: readonly string[]): string {
  return paths.map(stateOf).join('\n');
}

/** A file that cannot be read has no state. */
function stateOf(path: string): string {
  return guarded(() => fileState(path).text);
}

function guarded(act: () => string): string {
  try {
    return act();
  } catch {
    return '';
  }
}
