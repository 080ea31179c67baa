/**
 * Progress of work that takes longer than a moment: on a terminal only, and hidden while a question is asked.
 */
import type { World } from '../process/world.js';
import { ProgressLine } from './progress-line.js';
import { terminalSafe } from './terminal-text.js';

/** Called with how far the work has come, when that can be counted. */
export type Advance = (count: { readonly done: number; readonly total: number }) => void;

export class Progress {
  readonly #world: World;
  readonly #wanted: () => boolean;
  #line: ProgressLine | undefined;

  /** `wanted`: whether the modes of this run (`--json`, `--debug`) leave room for it. */
  constructor(world: World, wanted: () => boolean) {
    this.#world = world;
    this.#wanted = wanted;
  }

  /** Does the work, and says `what` in the meantime. Within other work the line of that one stays. */
  async during<T>(what: string, work: (advance: Advance) => Promise<T>): Promise<T> {
    if (this.#line || !isShown(this.#world) || !this.#wanted()) return work(() => undefined);
    const safe = terminalSafe(what);
    const line = (this.#line = new ProgressLine(this.#world, safe));
    const { interrupted } = this.#world;
    // The process may end by the signal itself, soon: the cursor must be back by then.
    const stop = (): void => {
      line.stop();
    };
    interrupted.addEventListener('abort', stop, { once: true });
    line.start();
    try {
      return await work((count) => {
        line.say(`${safe} ${progressBar(count)}`);
      });
    } finally {
      interrupted.removeEventListener('abort', stop);
      this.#line = undefined;
      stop();
    }
  }

  /** Asks a question in the midst of work, with the line out of its way. */
  async aside<T>(question: () => Promise<T>): Promise<T> {
    this.#line?.stop();
    const answer = await question();
    this.#line?.start();
    return answer;
  }
}

/** Both streams: a person looks at them, and no other program writes to the same terminal behind a pipe. */
function isShown({ environment, stdout, stderr }: World): boolean {
  return stderr.isTTY === true && stdout.isTTY === true && environment['TERM'] !== 'dumb' && !environment['CI'];
}

const width = 20;

/** `total` is at least 1; `done` is kept between 0 and it. */
export function progressBar({ done, total }: { readonly done: number; readonly total: number }): string {
  const reached = Math.min(Math.max(done, 0), total);
  const filled = Math.floor((reached / total) * width);
  const count = `${String(reached).padStart(String(total).length)}/${total}`;
  return `${'━'.repeat(filled)}${'─'.repeat(width - filled)} ${count}`;
}
