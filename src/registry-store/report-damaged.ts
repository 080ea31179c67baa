/** Reporting the records of a list that cannot be read: the others are used all the same. */
import { TsRegError } from '../errors.js';
import type { DamagedRecord } from '../registry/record-store.js';
import { hint } from '../system/hint.js';

export function reportDamaged(damaged: readonly DamagedRecord[], report: (problem: TsRegError) => void): void {
  for (const { place, reason } of damaged)
    report(new TsRegError('io', `${place}: ${reason}`, { hint: hint`ts-reg doctor` }));
}
