/** A value that must not be printed: every way of turning it into text gives `[redacted]`. */

const redacted = '[redacted]';
/**
 * `util.inspect.custom` by its documented global name: importing util costs bun, and so the credential helper, 1.3 ms.
 */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

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

  [inspectCustom](): string {
    return redacted;
  }
}
