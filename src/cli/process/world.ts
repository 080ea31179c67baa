/** The process around the program, passed in so that tests can bring their own. */
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../system/environment.js';

export interface TerminalAware {
  readonly isTTY?: boolean | undefined;
  /** Width in characters. */
  readonly columns?: number | undefined;
}

export interface World {
  readonly environment: Environment;
  /** `process.platform`. */
  readonly platform: string;
  /** Empty when unknown. */
  readonly homeFolder: string;
  readonly stdin: Readable & TerminalAware;
  readonly stdout: Writable & TerminalAware;
  readonly stderr: Writable & TerminalAware;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Aborted by SIGINT and SIGTERM, with the signal's name as reason: long commands end cleanly. */
  readonly interrupted: AbortSignal;
}

/** Prompts go to stderr and answers come from stdin: both must be a person's. */
export function isInteractive(world: World): boolean {
  return world.stdin.isTTY === true && world.stderr.isTTY === true;
}
