/**
 * One line of progress: a spinner and a text, shown when the work takes longer than a moment, and erased at the end.
 */
import type { World } from '../process/world.js';
import { cutMiddle } from './terminal-text.js';

/** Work that is done sooner shows nothing. */
const momentMilliseconds = 200;
const roomForSpinner = '⠋  '.length;

interface Spinner {
  text: string;
  stop(): unknown;
}

/** Stands on stderr, which must be a terminal; lines that are written in the meantime come to stand above it. */
export class ProgressLine {
  readonly #world: World;
  #text: string;
  #timer: NodeJS.Timeout | undefined;
  #spinner: Spinner | undefined;

  constructor(world: World, text: string) {
    this.#world = world;
    this.#text = text;
  }

  /** Shows the line in a moment, unless `stop` comes first. */
  start(): void {
    const timer = setTimeout(() => void this.#show(timer), momentMilliseconds);
    this.#timer = timer;
  }

  /** Another text; long ones are cut to the width of the terminal. */
  say(text: string): void {
    this.#text = text;
    if (this.#spinner) this.#spinner.text = this.#fitting();
  }

  /** Takes the line away and gives the cursor back. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#spinner?.stop();
    this.#spinner = undefined;
  }

  async #show(timer: NodeJS.Timeout): Promise<void> {
    const { default: yoctoSpinner } = await import('yocto-spinner');
    if (this.#timer !== timer) return;
    // Signals are ours: its own way is to end the process.
    this.#spinner = yoctoSpinner({ text: this.#fitting(), stream: this.#world.stderr, handleSignals: false }).start();
  }

  #fitting(): string {
    const { columns = 0 } = this.#world.stderr;
    // A terminal that does not know its width says 0.
    return cutMiddle(this.#text, (columns > 0 ? columns : 80) - roomForSpinner);
  }
}
