/** `ts-reg registry import`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerImport } from '../../../../src/cli/commands/registry/import.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
let file: string;
beforeEach(() => {
  cli = startCli();
  file = join(cli.folder, 'config.json');
});
afterEach(() => {
  cli.dispose();
});

function recordText(folder: string): string {
  return readdirSync(join(folder, 'records'))
    .map((name) => readFileSync(join(folder, 'records', name), 'utf8'))
    .join();
}

const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') });

it('takes one file', async () => {
  expect(await parsed(registerImport, ['import', 'f'])).toEqual({ file: 'f' });
});

it('takes the logins over, tells what it left out, and leaves the file as it is', async () => {
  const text = JSON.stringify({ auths: { 'https://index.docker.io/v1/': auth('me:pass:word'), 'r.example.com': {} } });
  writeFileSync(file, text);
  expect(await cli.run(['registry', 'import', file])).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr:
      'https://index.docker.io/v1/: imported (me)\nr.example.com: skipped, the file contains no password for it\n1 imported, 1 skipped\n',
  });
  expect((await cli.run(['registry', 'token', 'docker.io'])).stdout).toBe('pass:word\n');
  expect(recordText(cli.folder)).toContain('"origin":"import"');
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('has nothing to do with a file without logins, exit 1', async () => {
  writeFileSync(file, '{}');
  expect(await cli.run(['registry', 'import', file])).toMatchObject({ exitCode: 1, stdout: '' });
});

it('tells a file that leads to ts-reg already from one whose passwords another helper stores', async () => {
  writeFileSync(file, '{"credHelpers":{"r.example.com":"ts-reg"}}');
  expect((await cli.run(['registry', 'import', file])).stderr).toContain(
    `Error: ${file} contains no logins to import: ts-reg already stores them\nhint: ts-reg registry list\n`,
  );
  writeFileSync(file, '{"credHelpers":{"r.example.com":"pass"}}');
  expect((await cli.run(['registry', 'import', file])).stderr).toContain(
    `Error: ${file} contains no logins to import\nhint: ts-reg registry add HOST USER\n`,
  );
});

it('refuses a file that is invalid, exit 2, naming it', async () => {
  const { exitCode, stderr } = await cli.run(['registry', 'import', join(cli.folder, 'nope')]);
  expect([exitCode, stderr.includes(join(cli.folder, 'nope'))]).toEqual([2, true]);
});

it('leaves out the secret of an AWS identity, with the reason and exit 1, and takes the rest', async () => {
  const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
  writeFileSync(
    file,
    JSON.stringify({
      auths: {
        'r.example.com': auth('AKIAIOSFODNN7EXAMPLE:canary'),
        [`https://${ecr}`]: auth('ASIAIOSFODNN7EXAMPLE:canary'),
        'profile.example.com': auth('_aws_profile:canary'),
        'fine.example.com': auth('ci:p'),
        'z.example.com': auth('_iam_role:canary'),
        '123456789012.dkr.ecr.us-east-1.amazonaws.co': auth('AKIAIOSFODNN7EXAMPLE:canary'),
      },
    }),
  );
  const { exitCode, stdout, stderr } = await cli.run(['registry', 'import', file]);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain(
    'Error: r.example.com: AKIAIOSFODNN7EXAMPLE is an AWS identity, and its secret is never sent to a registry of type docker_v2\nhint: ts-reg registry add r.example.com AKIAIOSFODNN7EXAMPLE --registry-type awsecr --region REGION\n',
  );
  expect(stderr).toContain(`hint: ts-reg registry add ${ecr} ASIAIOSFODNN7EXAMPLE --registry-type awsecr\n`);
  expect(stderr).toContain(`hint: ts-reg registry add ${ecr} AKIAIOSFODNN7EXAMPLE\n`);
  expect(stderr).toContain('fine.example.com: imported (ci)\n');
  expect(stderr.endsWith('\n1 imported, 5 skipped\n')).toBe(true);
  expect(stderr).not.toContain('canary');
  expect(readdirSync(join(cli.folder, 'records'))).toHaveLength(1);
});

it('goes on after entries that cannot be used, and names each with the reason', async () => {
  const bad = ['', '*.azurecr.io', 'host.', 'a b', 'https://'];
  const auths = Object.fromEntries([...bad, 'r.example.com'].map((address) => [address, auth('me:p')]));
  writeFileSync(file, JSON.stringify({ auths }));
  const { exitCode, stderr } = await cli.run(['registry', 'import', file]);
  expect(exitCode).toBe(0);
  for (const address of bad)
    expect(stderr).toContain(
      `WARN: ${/^[!-~]+$/.test(address) ? address : JSON.stringify(address)}: skipped, not a registry address`,
    );
  expect(stderr).toContain(`1 imported, ${bad.length} skipped\n`);
  expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('p\n');
});

it.each([
  ['r.example.com/org', 'r.example.com/org/*'],
  ['docker.io/library', 'docker.io/library/*'],
  ['https://r.example.com/v1/', 'r.example.com'],
  ['https://r.example.com/some/path', 'r.example.com'],
  ['https://index.docker.io/v1/', 'docker.io'],
  ['https://index.docker.io/v1/refresh-token', 'index.docker.io/v1/refresh-token'],
])('keeps what an entry means: %s is stored as %s', async (address, registry) => {
  writeFileSync(file, JSON.stringify({ auths: { [address]: auth('me:p') } }));
  await cli.run(['registry', 'import', file]);
  const { stdout } = await cli.run(['registry', 'list', '--json']);
  expect((JSON.parse(stdout) as { registry: string }[]).map((record) => record.registry)).toEqual([registry]);
});

it('keeps a record that has another user or password, unless --replace', async () => {
  await cli.run(['registry', 'add', 'r.example.com', 'me', 'mine', '--skip-validate']);
  for (const pair of ['me:other', 'you:mine']) {
    writeFileSync(file, JSON.stringify({ auths: { 'r.example.com': auth(pair) } }));
    const { exitCode, stderr } = await cli.run(['registry', 'import', file]);
    expect([exitCode, stderr]).toEqual([
      0,
      'WARN: r.example.com: kept: already stored with another user or password; to overwrite it: --replace\n0 imported, 0 skipped, 1 kept\n',
    ]);
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('mine\n');
  }
  await cli.run(['registry', 'import', file, '--replace']);
  expect((await cli.run(['registry', 'get', 'r.example.com'])).stdout).toContain('User: you\n');
});

it('makes no permanent password of a token that says when it ends', async () => {
  const token = Buffer.from(JSON.stringify({ payload: 'x', expiration: 1_800_000_000 })).toString('base64');
  writeFileSync(
    file,
    JSON.stringify({ auths: { 'ecr.example.com': auth(`AWS:${token}`), 's.example.com': auth('a:b') } }),
  );
  const { exitCode, stderr } = await cli.run(['registry', 'import', file]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('ecr.example.com: its password is an Amazon ECR token, which ends after 12 hours');
  expect(stderr).not.toContain(token);
  expect(stderr).toContain('1 imported, 1 skipped\n');
});
