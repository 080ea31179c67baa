/** `registry check --min-life`, and passwords that end. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { earlyEnds, lifeText } from '../../../../src/cli/commands/registry/check-ends.js';
import { registerCheck } from '../../../../src/cli/commands/registry/check.js';
import { type CliHome, type CliResult, startCli } from '../../../support/cli-run.js';
import { type LoopbackAws, startLoopbackAws } from '../../../support/loopback-aws.js';
import { parsed } from '../../../support/parsed.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
const account = '123456789012';
const ecr = `${account}.dkr.ecr.us-east-1.amazonaws.com`;
const [hour, day] = [3_600_000, 86_400_000];
let cli: CliHome;
let aws: LoopbackAws;
let now: number;
beforeEach(async () => {
  cli = startCli();
  now = Date.now();
  aws = await startLoopbackAws({ keys: [{ ...key, account, arn: `arn:aws:iam::${account}:user/ci` }] });
});
afterEach(async () => {
  cli.dispose();
  await aws.close();
});

function run(...words: readonly string[]): Promise<CliResult> {
  return cli.run(words[0] === 'doctor' ? words : ['registry', ...words], {
    now,
    environment: { AWS_EC2_METADATA_DISABLED: 'true', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' },
  });
}
function date(days: number): string {
  return new Date(now + days * day).toISOString();
}

it('takes a time', async () => {
  expect(await parsed(registerCheck, ['check', 'a', '--min-life', '6h'])).toEqual({ registries: ['a'], minLife: '6h' });
  expect(await run('check', '--min-life', 'soon')).toMatchObject({ exitCode: 2 });
});

it('names what ends sooner, exit 1, and asks neither AWS nor a registry', async () => {
  await run('add', ecr, key.accessKeyId, key.secretAccessKey, '--skip-validate', '--endpoint', aws.url);
  await run('add', '127.0.0.1:1', 'ci', 'pw', '--skip-validate');
  const calls = aws.count('GetAuthorizationToken');
  const well = await run('check', '--min-life', '6h');
  expect(well).toMatchObject({ exitCode: 0, stdout: '' });
  expect(well.stderr).toMatch(new RegExp(`^${ecr}: valid 1[12]h \\d+m\n127.0.0.1:1: does not end\n$`));
  now += 7 * hour;
  const ill = await run('check', '--min-life', '6h');
  expect(ill.exitCode).toBe(1);
  expect(ill.stderr).toMatch(
    new RegExp(
      `Error: ${ecr}: its token ends in [45]h \\d+m, at \\S+Z\nhint: ts-reg registry refresh --force ${ecr}\n`,
    ),
  );
  expect(ill.stderr).toContain('Error: the credentials of 1 of 2 registries end too soon\n');
  expect(await run('check', '127.0.0.1:1', '--min-life', '6h')).toMatchObject({ exitCode: 0 });
  const { stdout, exitCode } = await run('check', '--min-life', '6h', '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    { registry: ecr, ok: false },
    { ok: true, expiresAt: null },
  ]);
  expect(aws.count('GetAuthorizationToken')).toBe(calls);
});

it('--expires: list, check and doctor say so from 14 days before the end on', async () => {
  expect(await run('add', 'r.example.com', 'ci', 'pw', '--skip-validate', '--expires', date(30))).toMatchObject({
    exitCode: 0,
  });
  expect((await run('list')).stderr).toBe('');
  const early = await run('check', '--min-life', '1h');
  expect(early.exitCode).toBe(0);
  expect(early.stderr).toMatch(/^r\.example\.com: valid (29|30) days\n$/);
  now += 20 * day;
  const listed = await run('list');
  expect(listed.exitCode).toBe(0);
  expect(listed.stderr).toMatch(/^WARN: r\.example\.com: its password ends in (9|10) days, at \S+Z\n$/);
  expect(await run('check', '--min-life', '1h')).toMatchObject({ exitCode: 1 });
  expect((await run('doctor')).stdout).toMatch(/note +r\.example\.com: its password ends in (9|10) days/);
  expect((await run('list', '--wide', '--json')).stdout).toMatch(/"password_expires_at": "2/);
  expect((await run('update', 'r.example.com', '--expires', date(60))).exitCode).toBe(0);
  expect((await run('list')).stderr).toBe('');
  await run('update', 'r.example.com', '--expires', date(1));
  now += 2 * day;
  expect((await run('list')).stderr).toMatch(/^WARN: r\.example\.com: its password ended at \S+Z\n$/);
  expect((await run('doctor')).stdout).toMatch(/PROBLEM +r\.example\.com: its password ended at/);
});

it('check itself ends with 1 for a password that is accepted and ends soon', async () => {
  const { startLoopbackRegistry } = await import('../../../support/loopback-registry.js');
  const registry = await startLoopbackRegistry({ accepts: () => true });
  await run('add', registry.authority, 'ci', 'pw', '--expires', date(5));
  const { exitCode, stderr } = await run('check');
  await registry.close();
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${registry.authority}: accepted\nError: ${registry.authority}: its password ends in `);
});

it.each([
  [['--expires', '2020-01-01'], '--expires 2020-01-01 has passed already'],
  [['--expires', 'soon'], "invalid --expires 'soon': a date such as 2026-12-31, or never"],
  [
    ['--expires', '2099-01-01', '--url', 'http://127.0.0.1:1', '--u', 'a', '--p', 'b'],
    'an Anchore deployment cannot store the expires of',
  ],
])('add refuses %j and stores nothing', async (flags, message) => {
  const { exitCode, stderr } = await run('add', 'r.example.com', 'ci', 'pw', '--skip-validate', ...flags);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`Error: ${message}`)]);
  expect((await run('list', '--json')).stdout).toBe('[]\n');
});

it('a token that is not kept or has ended, and a login, end too soon; what does not end is said so', () => {
  const limits = { now: 0, minLife: hour };
  const messages = (what: 'token' | 'login', expiresAt?: number): readonly string[] =>
    earlyEnds({ registry: 'r', ends: [{ what, expiresAt }] }, limits).map(({ message }) => message);
  expect(messages('token')).toEqual(['r: no token is kept']);
  expect(messages('token', -1)).toEqual(['r: its token ended at 1969-12-31T23:59:59Z']);
  expect(messages('login', hour - 1)).toEqual(['r: its token ends in 59m, at 1970-01-01T00:59:59Z']);
  expect(messages('token', hour)).toEqual([]);
  expect(lifeText({ registry: 'r', ends: [] }, 0)).toBe('does not end');
});
