/** `--json` of every command: one value on stdout, with the keys that docs/json.md lists, and no secret. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CliHome, type CliResult, startCli } from '../support/cli-run.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

const canary = 'canary-password';
const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'json.md'), 'utf8');
let server: TestPostgres;
let cli: CliHome;
let home: string;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  cli = startCli();
  url = server.url();
  home = mkdtempSync(join(tmpdir(), 'ts-reg-json-'));
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'systemctl'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const auth = Buffer.from(`ci:${canary}`).toString('base64');
  const logins = { auths: { 'b.example': { auth }, 'not a name': { auth } }, credHelpers: { 'c.example': 'pass' } };
  writeFileSync(join(home, 'logins.json'), JSON.stringify(logins), { mode: 0o600 });
  writeFileSync(
    join(home, 'registries.yaml'),
    'name: team\nregistries:\n  - registry: d.example\n    user: ci\n    password: {env: SECRET}\n',
  );
  expect(await run('registry', 'add', 'a.example', 'ci', canary, '--skip-validate')).toMatchObject({ exitCode: 0 });
});
afterEach(() => {
  cli.dispose();
  rmSync(home, { recursive: true, force: true });
});

function run(...argv: readonly string[]): Promise<CliResult> {
  const PATH = `${join(home, 'bin')}:/usr/bin:/bin`;
  // What a registry has to be asked for is refused at once.
  const nowhere = { HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' };
  return cli.run(
    argv.map((word) => word.replace('HOME', home).replace('URL', url)),
    { environment: { HOME: home, PATH, SECRET: canary, ...nowhere, AWS_EC2_METADATA_DISABLED: 'true' } },
  );
}

/** The keys in the row of a command. */
function documented(command: string): readonly string[] {
  const row = page.split('\n').find((line) => line.startsWith('|') && line.split('|')[1]?.includes(`\`${command}\``));
  if (row === undefined) throw new Error(`docs/json.md has no ${command}`);
  const keys = row.split('|')[3] ?? '';
  const list = (): readonly string[] => documented('registry list');
  const own = [...keys.matchAll(/`([a-zA-Z_]+)`/g)].map(([, key = '']) => key);
  return /those, and|as `registry list`/.test(keys) ? [...list(), ...own] : own;
}

type Case = readonly [command: string, argv: readonly string[], exitCode?: number];

const cases: readonly Case[] = [
  ['registry list', ['registry', 'list']],
  ['registry list --wide', ['registry', 'list', '--wide']],
  ['registry get', ['registry', 'get', 'a.example']],
  ['registry add', ['registry', 'add', 'e.example', 'ci', canary, '--skip-validate', '--replace']],
  ['registry update', ['registry', 'update', 'a.example', 'ci', canary, '--skip-validate']],
  ['registry token', ['registry', 'token', 'a.example']],
  ['registry check', ['registry', 'check'], 1],
  ['registry check --min-life TIME', ['registry', 'check', '--min-life', '1h']],
  ['registry refresh', ['registry', 'refresh']],
  ['registry import', ['registry', 'import', 'HOME/logins.json']],
  ['registry apply', ['registry', 'apply', 'HOME/registries.yaml', '--skip-validate']],
  ['registry apply', ['registry', 'apply', 'HOME/registries.yaml', '--skip-validate', '--diff'], 3],
  ['registry export --output FILE', ['registry', 'export', '--format', 'docker-config', '--all', '--output', 'HOME/c']],
  ['configure-docker', ['configure-docker', 'a.example']],
  ['configure-docker', ['configure-docker', '--podman', '--all']],
  ['configure-docker', ['configure-docker', '--remove', '--all']],
  ['doctor', ['doctor'], 1],
  ['store copy', ['store', 'copy', 'file', 'URL']],
  ['store rekey', ['store', 'rekey', 'file']],
  ['install-helper', ['install-helper', 'HOME/bin']],
  ['install-service', ['install-service', '--user']],
  ['install-service --print', ['install-service', '--print']],
  ['install-service --remove', ['install-service', '--user', '--remove']],
];

it.each(cases.map(([command, argv, exitCode]) => ({ command, argv, exitCode: exitCode ?? 0 })))(
  '$command: $argv',
  async ({ command, argv, exitCode }) => {
    const result = await run(...argv, '--json');
    expect(result.exitCode, result.stderr).toBe(exitCode);
    const value: unknown = JSON.parse(result.stdout);
    const [first] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    if (command !== 'registry refresh')
      expect(Object.keys(first ?? {}).sort()).toEqual([...documented(command)].sort());
    else expect(value).toEqual([]);
    if (command !== 'registry token') expect(result.stdout + result.stderr).not.toContain(canary);
    if (exitCode === 0) expect(result.stderr).not.toMatch(/^(?!WARN:|\{)./m);
    // In front of the command it is the same option.
    expect((await run('--json', ...argv)).stdout).toMatch(/^[[{]/);
  },
);

it('every row of the page is in a test', () => {
  const elsewhere = ['registry del', 'store prepare', 'kubernetes apply'];
  const rows = [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command),
  );
  expect(rows.length).toBeGreaterThan(20);
  expect([...new Set([...cases.map(([command]) => command), ...elsewhere])].sort()).toEqual([...rows].sort());
});

it('store prepare', async () => {
  const { stdout, stderr, exitCode } = await cli.run(['store', 'prepare', '--json'], {
    environment: { TS_REG_STORE: url, TS_REG_KEY: Buffer.alloc(32, 1).toString('base64') },
  });
  expect([exitCode, stderr, JSON.parse(stdout)]).toEqual([0, '', { ready: true }]);
  expect(documented('store prepare')).toEqual(['ready']);
});

it('registry refresh with a token, and registry del', async () => {
  expect(documented('registry refresh')).toEqual(['registry', 'outcome', 'expiresAt', 'message', 'hint']);
  await run(
    'registry',
    'add',
    'f.example',
    'AKIAIOSFODNN7EXAMPLE',
    canary,
    '--registry-type',
    'awsecr',
    '--region',
    'us-east-1',
    '--account',
    '123456789012',
    '--skip-validate',
  );
  const refreshed = await run('registry', 'refresh', '--json');
  expect(Object.keys((JSON.parse(refreshed.stdout) as readonly object[])[0] ?? {})).toEqual(
    documented('registry refresh'),
  );
  expect((await run('registry', 'del', 'a.example', '--json')).stdout).toBe('true\n');
});

it('an import tells for each login what became of it', async () => {
  const { stdout } = await run('registry', 'import', 'HOME/logins.json', '--json');
  expect(JSON.parse(stdout)).toEqual([
    { address: 'b.example', user: 'ci', outcome: 'imported', message: null },
    { address: 'not a name', user: 'ci', outcome: 'skipped', message: expect.any(String) as string },
    { address: 'c.example', user: null, outcome: 'skipped', message: expect.any(String) as string },
  ]);
});

it('an error is one object on stderr', async () => {
  const { exitCode, stdout, stderr } = await run('registry', 'get', 'none.example', '--json');
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(Object.keys(JSON.parse(stderr) as object).sort()).toEqual(['detail', 'hint', 'httpcode', 'message']);
});
