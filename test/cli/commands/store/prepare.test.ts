/** `ts-reg store prepare`: one user makes the tables, others fill them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerPrepare } from '../../../../src/cli/commands/store/prepare.js';
import { tablesIn } from '../../../../src/shared-store/schema-migrations.js';
import { type CliHome, type CliResult, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';
import { freshName, startPostgres, type TestPostgres } from '../../../support/postgres.js';

const key = Buffer.alloc(32, 1).toString('base64');
let server: TestPostgres;
let cli: CliHome;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

function on(url: string, ...argv: readonly string[]): Promise<CliResult> {
  return cli.run(argv, { environment: { TS_REG_STORE: url, TS_REG_KEY: key } });
}

it('takes nothing', async () => {
  expect(await parsed(registerPrepare, ['prepare'])).toEqual({});
});

describe('store prepare', () => {
  it('makes the tables once, for users who may only fill them', async () => {
    const schema = freshName('s');
    const owner = server.url({ schema });
    const role = await server.role();
    const user = server.url({ user: role, schema });
    const add = ['registry', 'add', 'r.example', 'ci', 'p', '--skip-validate'];
    expect(await on(user, ...add)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('permission denied for this user') as string,
    });
    expect(await on(owner, 'store', 'prepare')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'the shared store is ready\n',
    });
    expect(await on(owner, 'store', 'prepare')).toMatchObject({ exitCode: 0 });
    const { store, record, token } = tablesIn(schema);
    await server.query(
      `GRANT USAGE ON SCHEMA ${schema} TO ${role}; GRANT SELECT ON ${store} TO ${role}; GRANT SELECT, INSERT, UPDATE, DELETE ON ${record}, ${token} TO ${role}`,
    );
    expect(await on(user, ...add)).toMatchObject({ exitCode: 0 });
    expect((await on(user, 'registry', 'token', 'r.example')).stdout).toBe('p\n');
  });

  it('lets a user whose transactions are read-only read and exchange, and refuses what it cannot write', async () => {
    const schema = freshName('s');
    const owner = server.url({ schema });
    await on(owner, 'registry', 'add', 'r.example', 'ci', 'p', '--skip-validate');
    const role = await server.role();
    const { store, record, token } = tablesIn(schema);
    await server.query(
      `GRANT USAGE ON SCHEMA ${schema} TO ${role}; GRANT SELECT ON ${store}, ${record}, ${token} TO ${role}; ALTER ROLE ${role} SET default_transaction_read_only = on`,
    );
    const reader = server.url({ user: role, schema });
    expect((await on(reader, 'registry', 'token', 'r.example')).stdout).toBe('p\n');
    expect((await on(reader, 'registry', 'list')).stdout).toContain('r.example');
    expect(await on(reader, 'registry', 'del', 'r.example')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/permission denied for this user|read-only/) as string,
    });
    expect(await on(reader, 'store', 'prepare')).toMatchObject({ exitCode: 0 });
  });

  it('has nothing to do for a store in files, exit 2', async () => {
    expect(await cli.run(['store', 'prepare'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('created with the first registry') as string,
    });
  });
});
