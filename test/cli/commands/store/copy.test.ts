/** `ts-reg store copy`, from files to a real database and back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerCopy } from '../../../../src/cli/commands/store/copy.js';
import { recordFileOf } from '../../../../src/storage/layout/store-paths.js';
import { type CliHome, type CliOptions, type CliResult, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';
import { startPostgres, type TestPostgres } from '../../../support/postgres.js';

let server: TestPostgres;
let cli: CliHome;
let url: string;
const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  cli = startCli();
  url = server.url();
  for (const name of ['a.example', 'b.example'])
    await cli.run(['registry', 'add', name, 'ci', `password of ${name}`, '--skip-validate']);
});
afterEach(() => {
  cli.dispose();
});

function shared(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return cli.run(argv, { ...options, environment: { TS_REG_STORE: url, ...options.environment } });
}

function copy(...args: readonly string[]): Promise<CliResult> {
  return shared(['store', 'copy', ...args]);
}

function keyFile(name: string, byte: number): string {
  const path = join(cli.folder, name);
  writeFileSync(path, `${key(byte)}\n`, { mode: 0o600 });
  return path;
}

it('takes two stores, a key for each, --dry-run and --replace', async () => {
  expect(
    await parsed(registerCopy, [
      'copy',
      'file',
      'database',
      '--dry-run',
      '--replace',
      '--from-key-file',
      'a',
      '--to-key-file',
      'b',
    ]),
  ).toEqual({ from: 'file', to: 'database', dryRun: true, replace: true, fromKeyFile: 'a', toKeyFile: 'b' });
});

describe('store copy', () => {
  it('copies files into a database, where the same passwords are found', async () => {
    expect(await copy('file', 'database')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '2 copied, 0 replaced, 0 already the same\n',
    });
    expect((await shared(['registry', 'token', 'b.example'])).stdout).toBe('password of b.example\n');
    expect(await copy('file', 'database')).toMatchObject({
      exitCode: 0,
      stderr: '0 copied, 0 replaced, 2 already the same\n',
    });
  });

  it('copies a database back into the files of another machine', async () => {
    await copy('file', url, '--to-key-file', keyFile('team-key', 7));
    const other = startCli();
    const copied = await other.run(['store', 'copy', url, 'file', '--from-key-file', join(cli.folder, 'team-key')]);
    expect(copied).toMatchObject({ exitCode: 0, stderr: '2 copied, 0 replaced, 0 already the same\n' });
    expect((await other.run(['registry', 'token', 'a.example'])).stdout).toBe('password of a.example\n');
    other.dispose();
  });

  it('gives a shared store another key, in tables of its own', async () => {
    const [old, next] = [keyFile('old', 1), keyFile('next', 2)];
    await copy('file', 'database', '--to-key-file', old);
    const later = url.replace('schema=', 'schema=later_');
    expect(await copy('database', later, '--from-key-file', old, '--to-key-file', next)).toMatchObject({ exitCode: 0 });
    const environment = { TS_REG_STORE: later, TS_REG_KEY_FILE: next };
    expect((await cli.run(['registry', 'token', 'a.example'], { environment })).stdout).toBe('password of a.example\n');
    expect(
      await cli.run(['registry', 'token', 'a.example'], { environment: { ...environment, TS_REG_KEY_FILE: old } }),
    ).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('shows with --dry-run what it would do, and does nothing', async () => {
    await shared(['registry', 'add', 'a.example', 'ci', 'password of a.example', '--skip-validate']);
    expect(await copy('file', 'database', '--dry-run')).toEqual({
      exitCode: 0,
      stdout: 'same      a.example\ncopy      b.example\n',
      stderr: 'would copy 1, replace 0, leave 1 that are the same\n',
    });
    expect((await shared(['registry', 'get', 'b.example'])).exitCode).toBe(1);
  });

  it('copies nothing when the other store has other credentials, unless told to replace them', async () => {
    await shared(['registry', 'add', 'b.example', 'ci', 'theirs', '--skip-validate']);
    expect(await copy('file', 'database')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'Error: b.example is in both stores, with different credentials; nothing was copied\nhint: to overwrite them, run the same command with --replace\n',
    });
    expect((await shared(['registry', 'get', 'a.example'])).exitCode).toBe(1);
    expect(await copy('file', url, '--dry-run')).toMatchObject({
      exitCode: 2,
      stdout: 'copy      a.example\nconflict  b.example\n',
      stderr: expect.not.stringContaining(new URL(url).password) as string,
    });
    expect(await copy('file', 'database', '--replace', '--dry-run')).toMatchObject({
      exitCode: 0,
      stdout: 'copy      a.example\nreplace   b.example\n',
    });
    expect(await copy('file', 'database', '--replace')).toMatchObject({
      exitCode: 0,
      stderr: '1 copied, 1 replaced, 0 already the same\n',
    });
    expect((await shared(['registry', 'token', 'b.example'])).stdout).toBe('password of b.example\n');
  });

  it('prints JSON', async () => {
    expect(JSON.parse((await copy('file', 'database', '--dry-run', '--json')).stdout)).toEqual([
      { registry: 'a.example', action: 'copy' },
      { registry: 'b.example', action: 'copy' },
    ]);
    const outcomes = JSON.parse((await copy('file', 'database', '--json')).stdout) as readonly {
      registry: string;
      outcome: string;
    }[];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['copied', 'copied']);
  });

  it('copies what can be read, names what cannot, and ends with 2', async () => {
    await cli.run(['registry', 'add', 'broken.example', 'ci', 'p', '--skip-validate']);
    const broken = recordFileOf(cli.folder, 'broken.example');
    writeFileSync(broken, 'no record', { mode: 0o600 });
    const copied = await copy('file', 'database');
    expect(copied).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('2 copied') as string });
    expect(copied.stderr).toContain(broken);
  });

  it('is refused before anything is written: no database, a wrong key, one store for both', async () => {
    expect(await cli.run(['store', 'copy', 'file', 'database'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no database is configured') as string,
    });
    expect(await copy('database', 'database')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('the same store') as string,
    });
    await copy('file', 'database');
    await cli.run(['registry', 'add', 'c.example', 'ci', 'p', '--skip-validate']);
    const refused = await copy('file', 'database', '--to-key-file', keyFile('wrong', 9));
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect((await shared(['registry', 'get', 'c.example'])).exitCode).toBe(1);
  });

  it('says when there is nobody to copy to', async () => {
    const gone = await copy('file', 'postgres://ci:hunter2@127.0.0.1:1/team');
    expect(gone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('127.0.0.1:1') as string });
    expect(gone.stderr).not.toContain('hunter2');
  });
});
