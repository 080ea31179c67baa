/** Ctrl-C at a question. */
import { TsRegError } from '../../errors.js';

/** Nothing was done; the process ends with 130, as shells expect of SIGINT. */
export class InterruptedError extends TsRegError {
  constructor() {
    super('usage', 'interrupted, nothing was changed');
  }
}
