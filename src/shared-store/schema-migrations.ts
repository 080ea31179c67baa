/** Our tables in the database, and how they get the layout of this program: forward only, one process at a time. */
import { createHash } from 'node:crypto';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import type { Database, Transaction } from './database.js';

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
    // Writers read the layout in their own transaction: they finish first, and see the new one next time.
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
    `the store in the ${place} has layout ${layout}, this ts-reg supports ${known}: ` +
      `it was created by a newer version; nothing was changed`,
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

export interface Tables {
  /** Name of the schema that they are in; letters, digits and `_`. */
  readonly schema: string;
  /** Quoted names for statements. */
  readonly store: string;
  readonly record: string;
  readonly token: string;
}

/** Brings the tables from one layout to the next. */
export type Migration = (tables: Tables) => readonly string[];

export function tablesIn(schema: string): Tables {
  return { schema, store: `"${schema}".store`, record: `"${schema}".record`, token: `"${schema}".token` };
}

/**
 * The layouts, from 1. Names are compared byte by byte (`COLLATE "C"`): an index on text of another collation breaks
 * when the system's collation rules change below it. What is sealed is kept as the bytes that were sealed.
 */
export const migrations: readonly Migration[] = [firstLayout];

function firstLayout({ store, record, token }: Tables): readonly string[] {
  return [
    // One row: which layout this is, and what meta.json says in the embedded store.
    `CREATE TABLE IF NOT EXISTS ${store} (single boolean PRIMARY KEY DEFAULT true CHECK (single), ` +
      `layout integer NOT NULL, meta bytea)`,
    // The file of a record of the embedded store (docs/store-format.md); name and version again, for index and
    // compare-and-set.
    `CREATE TABLE IF NOT EXISTS ${record} (registry text COLLATE "C" PRIMARY KEY, ` +
      `version bigint NOT NULL, file bytea NOT NULL)`,
    // Its lock is the single flight of all machines; a failure is kept for those who waited for it.
    `CREATE TABLE IF NOT EXISTS ${token} (registry text COLLATE "C" PRIMARY KEY, ` +
      `generation bigint NOT NULL, file bytea, failure bytea, failed_at timestamptz)`,
  ];
}
