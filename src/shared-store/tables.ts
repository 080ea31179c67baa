/** Our tables in the database, and how they came to be: one migration a layout, only ever added to. */

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
    `CREATE TABLE IF NOT EXISTS ${store} (single boolean PRIMARY KEY DEFAULT true CHECK (single), layout integer NOT NULL, meta bytea)`,
    // The file of a record of the embedded store (docs/store-format.md); name and version again, for index and
    // compare-and-set.
    `CREATE TABLE IF NOT EXISTS ${record} (registry text COLLATE "C" PRIMARY KEY, version bigint NOT NULL, file bytea NOT NULL)`,
    // Its lock is the single flight of all machines; a failure is kept for those who waited for it.
    `CREATE TABLE IF NOT EXISTS ${token} (registry text COLLATE "C" PRIMARY KEY, generation bigint NOT NULL, file bytea, failure bytea, failed_at timestamptz)`,
  ];
}
