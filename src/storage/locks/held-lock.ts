/** A lock in the hands of this process. */
import { unlinkSync } from 'node:fs';
import { TsRegError } from '../../errors.js';
import { hint } from '../../system/hint.js';
import { readLock } from './lock-file.js';

export class HeldLock {
  readonly path: string;
  readonly #token: string;
  readonly #forget: () => void;

  constructor(path: string, token: string, forget: () => void) {
    this.path = path;
    this.#token = token;
    this.#forget = forget;
  }

  /** @throws {TsRegError} `io` when this process slept so long that another one took the lock over. */
  assertHeld(): void {
    if (readLock(this.path)?.token === this.#token) return;
    throw new TsRegError('io', `${this.path}: another process took this lock over; nothing was written`, {
      hint: hint`run the command again`,
    });
  }

  /** Gives the lock back. Never throws: a lock that stays is recognised as dead when this process is gone. */
  release(): void {
    this.#forget();
    try {
      this.assertHeld();
      unlinkSync(this.path);
    } catch {
      // Reported by whoever meets the lock next.
    }
  }
}
