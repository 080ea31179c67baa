/** The one kind of error that ts-reg shows to people: what failed, with an exit code and a next step. */

/** Kinds of failure; each has one exit code, so that scripts can tell them apart. */
export type ErrorKind =
  'usage' | 'not-found' | 'refused' | 'conflict' | 'unauthorized' | 'unavailable' | 'io' | 'internal';

/** 1: the request was understood and refused; 2: it could not be carried out (anchore-cli's split). */
const exitCodes: Readonly<Record<ErrorKind, 1 | 2>> = {
  'not-found': 1,
  refused: 1,
  usage: 2,
  conflict: 2,
  unauthorized: 2,
  unavailable: 2,
  io: 2,
  internal: 2,
};

declare const builtByTag: unique symbol;

/**
 * What to type next. People paste it into a shell, so text from outside is in it only as a quoted word: only the tag
 * `hint` of `system/hint.ts` makes one, and {@link fixedHint} where there is nothing to fill in.
 */
export type Hint = string & { readonly [builtByTag]: true };

/** Tag for a hint that is the same every time. */
export function fixedHint([text = '']: TemplateStringsArray): Hint {
  return text as Hint;
}

export interface ErrorDetails {
  /** What to type next, without the `hint:` label. */
  readonly hint?: Hint;
  /** The HTTP status that an Anchore engine gives in this case; part of `--json` errors. */
  readonly httpCode?: number;
  /** More facts for `--json`; never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The cause alone, without the registry and without the engine's words before it: for a terminal and for tables. */
  readonly reason?: string;
  /** The registry that `reason` is about. */
  readonly registry?: string;
}

/**
 * An error with a message fit to be printed as it is: one line, no secret, the registry or path named.
 * Foreign errors never travel as `cause`: their text can hold credentials.
 */
export class TsRegError extends Error {
  override readonly name = 'TsRegError';
  readonly kind: ErrorKind;
  readonly hint: Hint | undefined;
  readonly httpCode: number | undefined;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly reason: string | undefined;
  readonly registry: string | undefined;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message);
    this.kind = kind;
    this.hint = details.hint;
    this.httpCode = details.httpCode;
    this.detail = details.detail ?? {};
    this.reason = details.reason;
    this.registry = details.registry;
  }

  /** The exit code of a process that ends with this error. */
  get exitCode(): 1 | 2 {
    return exitCodes[this.kind];
  }
}

/** Ctrl-C at a question: nothing was done; the process ends with 130, as shells expect of SIGINT. */
export class InterruptedError extends TsRegError {
  constructor() {
    super('usage', 'interrupted, nothing was changed');
  }
}
