/** Runs the program of `--on-failure` beside the watch, which never waits for it. */
import type { Factory } from '../../process/factory.js';
import { runFailureCommand } from './failure-command.js';
import type { WatchEvent } from './watch-state.js';

/** At once: a hundred registries that fail together must not start a hundred programs. */
const atOnce = 4;

export class FailureCommands {
  readonly #words: readonly string[];
  readonly #factory: Pick<Factory, 'output' | 'world'>;
  readonly #waiting: WatchEvent[] = [];
  readonly #workers = new Set<Promise<void>>();

  constructor(words: readonly string[], factory: Pick<Factory, 'output' | 'world'>) {
    this.#words = words;
    this.#factory = factory;
  }

  /** In their order; what goes wrong with the program is a warning. */
  tell(events: readonly WatchEvent[]): void {
    this.#waiting.push(...events);
    while (this.#workers.size < Math.min(atOnce, this.#waiting.length)) {
      const worker = this.#work().finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  /** Waits for those that run; the others are not started. */
  async close(): Promise<void> {
    this.#waiting.length = 0;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    const { output, world } = this.#factory;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      const problem = await runFailureCommand(this.#words, event, { environment: world.environment });
      if (problem !== undefined) output.warn(problem);
    }
  }
}
