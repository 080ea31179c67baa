/** Errors that concern the store in the database as a whole. */
import { TsRegError } from '../errors.js';
import type { StoreMeta } from '../storage/keys/store-meta.js';
import { hint } from '../system/hint.js';

const triggers = 'SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE NOT tgisinternal';

/** The error for a table that does not keep what ts-reg writes. */
export function notKept(place: string, what: string): TsRegError {
  return new TsRegError('io', `${place} does not keep ${what}: a trigger or rule there reverts it`, {
    hint: hint`remove what changes the tables of ts-reg there: psql -c ${triggers}`,
    detail: { place },
  });
}

/** The error for a key that is not that of the store. */
export function wrongKey(source: string, meta: StoreMeta, place: string): TsRegError {
  return new TsRegError('io', `${source} does not match store ${meta.id} in ${place}; nothing was changed`, {
    hint: hint`set TS_REG_KEY_FILE, key_file or TS_REG_KEY to the key that all machines of this store share`,
    detail: { storeId: meta.id, place },
  });
}

/** A key that this machine lacks is on the others; a backup is the way for a store of one machine. */
export function withSharedHint(error: TsRegError): TsRegError {
  const { path, storeId } = error.detail;
  if (typeof path !== 'string' || storeId === undefined) return error;
  return new TsRegError(error.kind, error.message, {
    hint: hint`copy it from a machine of this store to ${path}, or set TS_REG_KEY_FILE to it`,
    detail: error.detail,
  });
}
