/** Errors that concern the store in the database as a whole. */
import { type Hint, TsRegError } from '../errors.js';
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

/** The error for a database without tables. */
export function noStore(place: string): TsRegError {
  return new TsRegError('io', `there is no store in ${place}: its tables were not created yet`, {
    hint: hint`create them: ts-reg store prepare`,
    detail: { place },
  });
}

/** The error for a user that may write rows at most, where the tables have to be created or migrated. */
export function mayNotCreate(place: string, detail: TsRegError['detail']): TsRegError {
  return new TsRegError('io', `cannot create the tables of ${place}: permission denied for this user`, {
    hint: hint`once, as the owner: TS_REG_STORE=postgres://ts_reg_owner@db.example.com/ts_reg ts-reg store prepare`,
    detail,
  });
}

/** The error for a key that is not that of the store. */
export function wrongKey(source: string, meta: StoreMeta, place: string): TsRegError {
  return new TsRegError('io', `${source} does not match store ${meta.id} in ${place}; nothing was changed`, {
    hint: useSharedKey(source === 'TS_REG_KEY'),
    detail: { storeId: meta.id, place },
  });
}

/** A key that this machine lacks is on the others; a backup is the way for a store of one machine. */
export function withSharedHint(error: TsRegError): TsRegError {
  const { path, variable } = error.detail;
  if (typeof path !== 'string' && variable !== 'TS_REG_KEY') return error;
  return new TsRegError(error.kind, error.message, {
    hint: useSharedKey(variable === 'TS_REG_KEY'),
    detail: error.detail,
  });
}

/** TS_REG_KEY takes precedence over the other sources. A new key would be another wrong one. */
function useSharedKey(isVariable: boolean): Hint {
  return isVariable
    ? hint`use the key that all machines of this store share: export TS_REG_KEY="$(cat /path/to/shared-key)"`
    : hint`use the key that all machines of this store share: export TS_REG_KEY_FILE=/path/to/shared-key`;
}
