/** What is said about the store in a database as a whole. */
import { expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import {
  mayNotCreate,
  noStore,
  notKept,
  withSharedHint,
  wrongKey,
} from '../../src/shared-store/shared-store-errors.js';
import { hint } from '../../src/system/hint.js';

it('names the table that does not keep what is written, and how to find the trigger', () => {
  const { message, hint: next } = notKept('schema ts_reg of db', 'a row');
  expect(message).toBe('schema ts_reg of db does not keep a row: a trigger or rule there reverts it');
  expect(next).toContain("psql -c 'SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE NOT tgisinternal'");
});

it('names the source of a wrong key and the store that it does not fit', () => {
  const meta = { id: 'ab12', current: { keyId: 'k', kdf: undefined }, previous: undefined, further: {} };
  expect(wrongKey('/key', meta, 'schema ts_reg of db')).toMatchObject({
    kind: 'io',
    message: '/key does not match store ab12 in schema ts_reg of db; nothing was changed',
    detail: { storeId: 'ab12' },
  });
});

it('sends whom the database has no tables for to the command that creates them', () => {
  expect(noStore('schema ts_reg of db')).toMatchObject({ exitCode: 2, hint: 'create them: ts-reg store prepare' });
  expect(mayNotCreate('schema ts_reg of db', { sqlstate: '42501' })).toMatchObject({
    exitCode: 2,
    detail: { sqlstate: '42501' },
    hint: expect.stringMatching(/^once, as the owner: TS_REG_STORE=\S+ ts-reg store prepare$/) as string,
  });
});

it('sends a machine without the key to the machines that have it', () => {
  const missing = new TsRegError('io', 'no key', { hint: hint`restore it`, detail: { path: '/key', storeId: 'ab12' } });
  expect(withSharedHint(missing).hint).toBe(
    'use the key that all machines of this store share: export TS_REG_KEY_FILE=/path/to/shared-key',
  );
  const other = new TsRegError('io', 'no key');
  expect(withSharedHint(other)).toBe(other);
});
