/** A stored record that cannot be used: the reasons and the error, for files and rows of the database alike. */
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';

export const damage = {
  changed: 'it was changed or damaged after ts-reg wrote it',
  otherKey: 'it is encrypted with a key that does not belong to this store',
  recordOf: (registry: string) => `it contains the record of ${registry}: it was copied or renamed`,
  newer: (schema: number) => `a newer version of ts-reg wrote it (schema ${schema})`,
} as const;

export interface DamagedPlace {
  readonly registry: string;
  readonly kind: 'file' | 'row';
  /** The path of the file, or the database of the row. */
  readonly place: string;
}

/** The error for a command that needs this very record. */
export function damagedRecordError({ registry, kind, place }: DamagedPlace, reason: string): TsRegError {
  return new TsRegError('io', `the record of ${registry} in ${place} cannot be read: ${reason}`, {
    hint: hint`restore that ${kind} from a backup, or: ts-reg registry del ${registry}`,
    detail: { [kind === 'file' ? 'path' : 'place']: place, registry },
  });
}
