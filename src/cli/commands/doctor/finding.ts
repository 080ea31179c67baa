/** What `doctor` says about one thing that it looked at. */
import type { Hint } from '../../../errors.js';

export interface Finding {
  /** `problem` makes doctor end with 1; a `remark` is good to know and no fault. */
  readonly level: 'ok' | 'remark' | 'problem';
  /** What was looked at: `store`, `docker`, a registry. */
  readonly subject: string;
  readonly message: string;
  /** A command or line that mends it. */
  readonly fix: Hint | undefined;
}

/** A finding without a fault. */
export function fine(subject: string, message: string): Finding {
  return { level: 'ok', subject, message, fix: undefined };
}

/** Something to know, perhaps with something to do. */
export function remark(subject: string, message: string, fix?: Hint): Finding {
  return { level: 'remark', subject, message, fix };
}

/** A fault and the way out of it. */
export function problem(subject: string, message: string, fix: Hint | undefined): Finding {
  return { level: 'problem', subject, message, fix };
}
