/** `ts-reg registry refresh --watch`: renews each token at half of its life, for as long as it runs. */
import { resolve } from 'node:path';
import { TsRegError } from '../../../errors.js';
import { nearestName } from '../../../nearest-name.js';
import { hint } from '../../../system/hint.js';
import { durationText } from '../../output/time-text.js';
import type { Factory } from '../../process/factory.js';
import { FailureCommands } from './failure-commands.js';
import { parseFailureCommand } from './failure-command.js';
import type { RefreshOptions } from './refresh.js';
import { outputProblems, refreshRound, type Round } from './refresh-round.js';
import { nextRoundAt } from './watch-plan.js';
import { WatchSignals, type WatchTime, watchTime } from './watch-signals.js';
import { WatchState } from './watch-state.js';
import { type StatusFormat, statusFormats, writeStatus } from './watch-status.js';

/** Until SIGTERM or SIGINT. @throws {TsRegError} `usage` for options that cannot be meant. */
export async function runWatch(options: RefreshOptions, time: WatchTime = watchTime): Promise<void> {
  const watch = new Watch(options, time);
  try {
    await watch.run();
  } finally {
    await watch.close();
  }
  options.factory.output.note('stopped');
}

class Watch {
  readonly #options: RefreshOptions;
  readonly #time: WatchTime;
  readonly #state = new WatchState();
  readonly #signals: WatchSignals;
  readonly #status: { readonly path: string; readonly format: StatusFormat } | undefined;
  readonly #commands: FailureCommands | undefined;
  #factory: Factory;
  /** Told once, not in each round. */
  #told: ReadonlySet<string> = new Set();

  constructor(options: RefreshOptions, time: WatchTime) {
    const { factory, onFailure, status, format } = options;
    if (status === '') throw new TsRegError('usage', '--status is empty', { hint: hint`--status status.json` });
    if (format !== undefined && status === undefined)
      throw new TsRegError('usage', '--format is for --status', {
        hint: hint`--status status.prom --format ${format}`,
      });
    [this.#options, this.#time, this.#factory] = [options, time, factory];
    this.#status = status === undefined ? undefined : { path: resolve(status), format: statusFormat(format) };
    this.#commands = onFailure === undefined ? undefined : new FailureCommands(parseFailureCommand(onFailure), factory);
    this.#signals = new WatchSignals(factory, time);
  }

  async run(): Promise<void> {
    const { clock, interrupted } = this.#factory.world;
    for (let force = this.#options.force === true; !interrupted.aborted; force = false) {
      await this.#signals.beforeRound(this.#factory);
      const round = await this.#attempt(force);
      const now = clock();
      const next = nextRoundAt(
        {
          outcomes: round?.outcomes,
          failures: (registry) => this.#state.failures(registry),
          isOutputMissing: round?.outputs.some(({ problems }) => problems.some(({ kind }) => kind === 'io')) === true,
        },
        now,
        this.#time.random(),
      );
      this.#writeStatus(now, next);
      this.#factory.output.note(
        Number.isFinite(next) ? `next round in ${durationText(next - now)}` : 'no token to renew: waiting for one',
      );
      this.#signals.afterRound(round?.outputs.map(({ file }) => file) ?? []);
      const woken = await this.#signals.wait(next);
      if (woken === 'settings' || round === undefined) await this.#readSettings(woken === 'settings');
    }
  }

  async close(): Promise<void> {
    await this.#commands?.close();
    if (this.#factory !== this.#options.factory) await this.#factory.close();
  }

  /** A round that fails as a whole (store unreadable, say) is reported and tried again soon. */
  async #attempt(force: boolean): Promise<Round | undefined> {
    const { output, world } = this.#factory;
    const { registries } = this.#options;
    try {
      const round = await refreshRound({ factory: this.#factory, registries, force });
      this.#tellOnce(outputProblems(round.outputs));
      this.#commands?.tell(this.#state.learn(round.outcomes, world.clock()));
      return round;
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      output.show(error);
      this.#commands?.tell(this.#state.learnFailure(error.message, world.clock()));
      return undefined;
    }
  }

  #tellOnce(problems: readonly TsRegError[]): void {
    for (const problem of problems) if (!this.#told.has(problem.message)) this.#factory.output.show(problem);
    this.#told = new Set(problems.map(({ message }) => message));
  }

  #writeStatus(now: number, nextRound: number): void {
    if (this.#status === undefined) return;
    const { path, format } = this.#status;
    try {
      writeStatus(path, { now, nextRound, registries: this.#state.registries }, format);
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      this.#factory.output.show(error);
    }
  }

  /** With settings that cannot be read, the old ones stay: what was right a moment ago still renews tokens. */
  async #readSettings(isChanged: boolean): Promise<void> {
    if (!isChanged && (await isSound(this.#factory))) return;
    const next = this.#factory.withNewSettings();
    try {
      await next.settings();
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      if (isChanged) next.output.show(error);
      await next.close();
      return;
    }
    if (this.#factory !== this.#options.factory) await this.#factory.close();
    this.#factory = next;
    if (isChanged) next.output.note('config.yaml changed: using the new settings');
  }
}

async function isSound(factory: Factory): Promise<boolean> {
  try {
    await factory.settings();
    return true;
  } catch (error) {
    if (error instanceof TsRegError) return false;
    throw error;
  }
}

function statusFormat(name = 'json'): StatusFormat {
  const format = statusFormats.find((one) => one === name);
  if (format !== undefined) return format;
  throw new TsRegError('usage', `unknown format; the formats of the status are: ${statusFormats.join(', ')}`, {
    hint: hint`--format ${nearestName(name, statusFormats) ?? 'json'}`,
  });
}
