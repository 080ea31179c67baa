/** Brings the tables of a store to the layout of this program: forward only, and by one process at a time. */
import { createHash } from 'node:crypto';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import type { Database, Transaction } from './database.js';
import type { Migration, Tables } from './tables.js';

/**
 * Makes or migrates the tables in one transaction; nothing happens when they have the newest layout.
 * @throws {TsRegError} `io` for a layout that a newer program made (nothing is touched), or without the right to change
 * tables.
 */
export async function migrate(database: Database, tables: Tables, migrations: readonly Migration[]): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.wait('SELECT pg_advisory_xact_lock($1)', [lockNumber(tables.schema)]);
    const layout = await findLayout(transaction, tables);
    if (layout > migrations.length) throw newerLayout(database.place, layout, migrations.length);
    if (layout === migrations.length) return;
    // Whoever writes has read the layout in the same transaction: they end first, and see the new one next.
    if (layout > 0) await transaction.wait(`LOCK TABLE ${tables.store} IN ACCESS EXCLUSIVE MODE`);
    else await makeSchema(transaction, tables);
    for (const migration of migrations.slice(layout)) {
      for (const statement of migration(tables)) await transaction.wait(statement);
    }
    await transaction.wait(
      `INSERT INTO ${tables.store} (layout) VALUES ($1) ON CONFLICT (single) DO UPDATE SET layout = excluded.layout`,
      [migrations.length],
    );
  });
}

/** The error for tables of a later version of ts-reg. */
export function newerLayout(place: string, layout: number, known: number): TsRegError {
  return new TsRegError(
    'io',
    `the store in the ${place} has layout ${layout}, this ts-reg knows ${known}: a newer version made it; nothing was touched`,
    { hint: hint`install the newer ts-reg here too: docs/install.md`, detail: { place, layout } },
  );
}

async function findLayout(transaction: Transaction, { schema, store }: Tables): Promise<number> {
  const tables = await transaction.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2',
    [schema, 'store'],
  );
  if (tables.count === 0) return 0;
  const { rows } = await transaction.query(`SELECT layout FROM ${store}`);
  return Number(rows[0]?.['layout'] ?? 0);
}

/** Not `IF NOT EXISTS`: that asks for the right to make schemas even where there is nothing to make. */
async function makeSchema(transaction: Transaction, { schema }: Tables): Promise<void> {
  const { count } = await transaction.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
  if (count === 0) await transaction.wait(`CREATE SCHEMA "${schema}"`);
}

/** A number for this purpose and schema that no other program is likely to use: 63 bits of a hash. */
function lockNumber(schema: string): string {
  const hash = createHash('sha256').update(`ts-reg migration of schema ${schema}`).digest();
  return String(hash.readBigUInt64BE() >> 1n);
}
