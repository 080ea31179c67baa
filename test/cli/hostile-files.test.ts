/** Named pipes, devices and huge files in every place that names a file: a clear error, never a wait. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ended, run, tsReg } from '../support/spawned.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const keys = ['registry', 'add', ecr, 'AKIAIOSFODNN7EXAMPLE', 'secret', '--registry-type', 'awsecr'];
const plain = ['registry', 'add', '127.0.0.1:1', 'u', 'p', '--registry-type', 'docker_v2'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-hostile-'));
  execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  return run(tsReg, args, { environment: { TS_REG_HOME: folder, HOME: folder, ...environment } });
}

it.each([
  ['AWS_CONFIG_FILE', keys],
  ['AWS_SHARED_CREDENTIALS_FILE', keys],
  ['AWS_CA_BUNDLE', keys],
  ['TS_REG_KEY_FILE', [...plain, '--skip-validate']],
  ['ANCHORE_CLI_CONFIG', ['registry', 'list']],
  ['PGPASSFILE', ['registry', 'list']],
])('%s as a pipe or a device', async (variable, args) => {
  const store = variable === 'PGPASSFILE' ? { TS_REG_STORE: 'postgres://u@127.0.0.1:1/d?sslmode=disable' } : {};
  for (const path of [join(folder, 'pipe'), '/dev/zero', '/dev/tty']) {
    const { exitCode, stderr } = await start(args, { [variable]: path, ...store });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Error: ')]);
    // A database that cannot be reached is told before its password is looked for.
    if (variable !== 'PGPASSFILE') expect(stderr).toContain(path);
  }
});

it('sslrootcert, ca_file, an import and a token file', async () => {
  const pipe = join(folder, 'pipe');
  const tokens = { AWS_WEB_IDENTITY_TOKEN_FILE: pipe, AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r' };
  const home = join(folder, 'with-settings');
  execFileSync('mkdir', ['-m', '700', home]);
  writeFileSync(join(home, 'config.yaml'), `ca_file: ${pipe}\nallow_awsecr_iam_auto: True\n`);
  const ended = await Promise.all([
    start(['registry', 'list'], {
      TS_REG_STORE: `postgres://u:p@127.0.0.1:1/d?sslmode=verify-full&sslrootcert=${encodeURIComponent(pipe)}`,
    }),
    start(['registry', 'import', pipe], {}),
    start(plain, { TS_REG_HOME: home }),
  ]);
  for (const { exitCode, stderr } of ended) expect([exitCode, stderr]).toEqual([2, expect.stringContaining(pipe)]);
  writeFileSync(join(home, 'config.yaml'), 'allow_awsecr_iam_auto: True\n');
  const ambient = await start(['registry', 'add', ecr, 'awsauto', '--registry-type', 'awsecr'], {
    TS_REG_HOME: home,
    ...tokens,
  });
  expect([ambient.exitCode, ambient.stderr]).toEqual([
    2,
    expect.stringContaining(`${pipe} (AWS_WEB_IDENTITY_TOKEN_FILE)`),
  ]);
});

it('takes the pipe of a process substitution for an import', async () => {
  const logins = JSON.stringify({ auths: { 'a.example.com': { auth: 'dTpw' } } });
  const { exitCode, stderr } = await run('bash', ['-c', '"$0" registry import <(printf %s "$1")', tsReg, logins], {
    environment: { TS_REG_HOME: folder },
  });
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('1 imported')]);
});
