/** A value that must not be printed: every way of turning it into text gives `[redacted]`. */
import { inspect } from 'node:util';

const redacted = '[redacted]';

/** Holds a password, key or token. Only `reveal()` gives the text; use it at the last possible place. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
