/** Table names, quoted where the schema is, and migrations that may run again. */
import { describe, expect, it } from 'vitest';
import { migrations, tablesIn } from '../../src/shared-store/tables.js';

describe('the tables', () => {
  it('are in the schema that the URL names, quoted', () => {
    expect(tablesIn('ts_reg')).toEqual({
      schema: 'ts_reg',
      store: '"ts_reg".store',
      record: '"ts_reg".record',
      token: '"ts_reg".token',
    });
  });

  it('compare names byte by byte: an update of the system breaks no index', () => {
    const statements = migrations.flatMap((migration) => migration(tablesIn('s')));
    const named = statements.filter((text) => text.includes('registry'));
    expect(named).toHaveLength(2);
    for (const statement of named) expect(statement).toContain('registry text COLLATE "C" PRIMARY KEY');
    expect(statements.every((statement) => statement.startsWith('CREATE TABLE IF NOT EXISTS "s".'))).toBe(true);
  });
});
