/** One deadline over all that one answer to docker or the kubelet does. */
import { TsRegError } from '../errors.js';
import { hint } from './hint.js';
import { timeLimits } from './time-limits.js';

/** Between two looks at the clock, which stands still while a person is asked. Milliseconds. */
const longestSleep = 1_000;

export class CallDeadline {
  readonly #abort = new AbortController();
  #limit = Number.POSITIVE_INFINITY;
  #endsAt = Number.POSITIVE_INFINITY;
  #asking = 0;

  /** Aborted when the time is up: what waits ends with an error of its own. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Sets the limit, in milliseconds from now on. Without one, nothing ends early. */
  limitTo(milliseconds: number): void {
    this.#limit = milliseconds;
    this.#endsAt = performance.now() + milliseconds;
  }

  /** Time in which a person is asked does not count. */
  async aside<T>(ask: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    this.#asking += 1;
    try {
      return await ask();
    } finally {
      this.#asking -= 1;
      this.#endsAt += performance.now() - begun;
    }
  }

  /**
   * The outcome of the work. When the time is up, the signal ends what the work waits for, and its own error or answer
   * counts; work that does not end then is given up.
   * @throws {TsRegError} `unavailable`.
   */
  bound<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const look = (): void => {
        const left = this.#asking > 0 ? longestSleep : this.#endsAt - performance.now();
        if (left <= 0) this.#abort.abort(new DOMException('deadline of the call', 'TimeoutError'));
        if (left <= -timeLimits.unwinding) reject(this.#error());
        else timer = setTimeout(look, Math.min(left > 0 ? left : left + timeLimits.unwinding, longestSleep));
      };
      look();
      work()
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer);
        });
    });
  }

  #error(): TsRegError {
    return new TsRegError('unavailable', `no answer within ${Math.ceil(this.#limit / 1_000)} s`, {
      hint: hint`find out what does not answer: ts-reg doctor`,
    });
  }
}
