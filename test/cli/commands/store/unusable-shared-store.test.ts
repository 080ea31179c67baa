/** A shared store without its key or its tables: no command may say that there is nothing in it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CliHome, type CliResult, startCli } from '../../../support/cli-run.js';
import { startPostgres, type TestPostgres } from '../../../support/postgres.js';

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const host = 'r.example';
let server: TestPostgres;
let cli: CliHome;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(() => {
  cli = startCli();
  url = server.url();
});
afterEach(() => {
  cli.dispose();
});

function on(environment: Readonly<Record<string, string>>, argv: readonly string[]): Promise<CliResult> {
  return cli.run(argv, { environment: { TS_REG_STORE: url, HOME: cli.folder, ...environment } });
}

const reading: readonly (readonly string[])[] = [
  ['registry', 'list'],
  ['registry', 'list', '--json'],
  ['registry', 'list', '--wide'],
  ['registry', 'get', host],
  ['registry', 'check'],
  ['registry', 'check', host],
  ['registry', 'refresh'],
  ['registry', 'refresh', host],
  ['registry', 'token', host],
  ['registry', 'update', host, 'ci', 'p', '--skip-validate'],
  ['registry', 'update', '--all-with-user', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLF', '--password-stdin'],
  ['registry', 'del', host],
  ['registry', 'del', host, '--if-exists'],
  ['registry', 'export', '--format', 'registries'],
  ['registry', 'export', '--format', 'docker-config', '--all'],
  ['configure-docker', '--all'],
  ['store', 'copy', 'database', 'file'],
];

interface Fault {
  readonly stored: 'nothing' | 'no record' | 'a record';
  readonly environment: Readonly<Record<string, string>>;
  readonly message: RegExp;
  readonly hint: string;
}

const share = 'use the key that all machines of this store share: ';
const faults: Readonly<Record<string, Fault>> = {
  'no tables': {
    stored: 'nothing',
    environment: { TS_REG_KEY: keyOf(1) },
    message: /there is no store in schema \w+ of database postgres on \S+: its tables were not created yet/,
    hint: 'create them: ts-reg store prepare',
  },
  'another key, no record': {
    stored: 'no record',
    environment: { TS_REG_KEY: keyOf(2) },
    message: /TS_REG_KEY does not match store [0-9a-f]{32}/,
    hint: `${share}export TS_REG_KEY="$(cat /path/to/shared-key)"`,
  },
  'another key': {
    stored: 'a record',
    environment: { TS_REG_KEY: keyOf(2) },
    message: /TS_REG_KEY does not match store [0-9a-f]{32}/,
    hint: `${share}export TS_REG_KEY="$(cat /path/to/shared-key)"`,
  },
  'no key': {
    stored: 'no record',
    environment: {},
    message: /the key \S+ is missing; the secrets of store [0-9a-f]{32} cannot be read without it/,
    hint: `${share}export TS_REG_KEY_FILE=/path/to/shared-key`,
  },
  'a key file that is not there': {
    stored: 'a record',
    environment: { TS_REG_KEY_FILE: '/nonexistent/shared-key' },
    message: /the key file \/nonexistent\/shared-key does not exist/,
    hint: `${share}export TS_REG_KEY_FILE=/path/to/shared-key`,
  },
};

async function prepared({ stored }: Fault): Promise<void> {
  const environment = { TS_REG_KEY: keyOf(1) };
  if (stored === 'no record') expect(await on(environment, ['store', 'prepare'])).toMatchObject({ exitCode: 0 });
  if (stored === 'a record')
    expect(await on(environment, ['registry', 'add', host, 'ci', 'p', '--skip-validate'])).toMatchObject({
      exitCode: 0,
    });
}

describe.each(Object.entries(faults))('%s', (_, fault) => {
  it('every command that reads ends with 2 and the command that helps', async () => {
    await prepared(fault);
    for (const argv of reading) {
      const { exitCode, stdout, stderr } = await on(fault.environment, argv);
      expect({ argv, exitCode, stdout }).toEqual({ argv, exitCode: 2, stdout: '' });
      expect(stderr, argv.join(' ')).toMatch(fault.message);
      expect(argv.includes('--json') ? (JSON.parse(stderr) as unknown) : stderr, argv.join(' ')).toEqual(
        argv.includes('--json')
          ? expect.objectContaining({ hint: fault.hint })
          : expect.stringContaining(`hint: ${fault.hint}`),
      );
    }
  });

  it('doctor names it once, and proposes no new key', async () => {
    await prepared(fault);
    for (const argv of [['doctor'], ['doctor', host]]) {
      const { exitCode, stdout } = await on(fault.environment, argv);
      expect(exitCode, stdout).toBe(1);
      expect(
        stdout.split('\n').filter((line) => fault.message.test(line)),
        stdout,
      ).toHaveLength(1);
      expect(stdout).toContain(`fix: ${fault.hint}`);
      expect(stdout).not.toMatch(/openssl rand|not stored|no registry is stored/);
      if (fault.environment['TS_REG_KEY'] === undefined) expect(stdout).not.toMatch(/^ok +key/m);
    }
  });
});

it.each(['another key', 'no key', 'a key file that is not there'])(
  '%s: store prepare does not say ready',
  async (name) => {
    const fault = faults[name];
    if (fault === undefined) throw new Error(name);
    await prepared(fault);
    expect(await on(fault.environment, ['store', 'prepare'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`hint: ${fault.hint}`) as string,
    });
  },
);

describe('without tables', () => {
  const environment = { TS_REG_KEY: keyOf(1) };

  it.each([
    ['add', ['registry', 'add', host, 'ci', 'p', '--skip-validate']],
    ['add --replace', ['registry', 'add', host, 'ci', 'p', '--skip-validate', '--replace']],
    ['apply', ['registry', 'apply', 'registries.yaml', '--skip-validate']],
    ['import', ['registry', 'import', 'config.json']],
  ])('%s makes them where the user may', async (_, argv) => {
    const document = join(cli.folder, 'registries.yaml');
    writeFileSync(document, `name: team\nregistries:\n  - registry: ${host}\n    user: ci\n    password: {env: P}\n`);
    const logins = join(cli.folder, 'config.json');
    const auth = Buffer.from('ci:p').toString('base64');
    writeFileSync(logins, JSON.stringify({ auths: { [host]: { auth } } }), { mode: 0o600 });
    const typed = argv.map((word) => ({ 'registries.yaml': document, 'config.json': logins })[word] ?? word);
    expect(await on({ ...environment, P: 'p' }, typed)).toMatchObject({ exitCode: 0 });
    expect((await on(environment, ['registry', 'token', host])).stdout).toBe('p\n');
  });

  it('store copy makes them; --dry-run only says what it would do', async () => {
    await cli.run(['registry', 'add', host, 'ci', 'p', '--skip-validate'], { environment });
    const dry = await on(environment, ['store', 'copy', 'file', 'database', '--dry-run']);
    expect(dry).toMatchObject({ exitCode: 0, stdout: `copy      ${host}\n` });
    expect(await on(environment, ['registry', 'list'])).toMatchObject({ exitCode: 2 });
    expect(await on(environment, ['store', 'copy', 'file', 'database'])).toMatchObject({ exitCode: 0 });
    expect((await on(environment, ['registry', 'token', host])).stdout).toBe('p\n');
  });

  it('a user who may not make them is told who may', async () => {
    const user = server.url({ user: await server.role() });
    for (const argv of [
      ['registry', 'add', host, 'ci', 'p', '--skip-validate'],
      ['store', 'prepare'],
    ]) {
      const { exitCode, stderr } = await cli.run(argv, { environment: { TS_REG_STORE: user, ...environment } });
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/cannot create the tables of schema \w+ .*: permission denied for this user/);
      expect(stderr).toContain('TS_REG_STORE=postgres://ts_reg_owner@db.example.com/ts_reg ts-reg store prepare');
    }
  });
});
