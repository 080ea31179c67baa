/** What the store needs from the process around it, and where it reports problems. */
import type { TsRegError } from '../errors.js';
import type { AskPassphrase } from '../storage/keys/passphrase-key.js';
import type { Environment } from '../system/environment.js';

export interface Host {
  readonly environment: Environment;
  /** `process.platform`. */
  readonly platform: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Locks are given back when this is aborted. */
  readonly interrupted: AbortSignal;
  /** Aborted when the one call that all this serves is out of time; undefined: no such limit. */
  readonly deadline?: AbortSignal;
  /** Undefined without a terminal: a passphrase then comes from the settings alone. */
  readonly askPassphrase: AskPassphrase | undefined;
}

/** Receives problems that do not stop the work. */
export interface Reporter {
  warn(line: string): void;
  report(problem: TsRegError): void;
  debug(line: string): void;
}
