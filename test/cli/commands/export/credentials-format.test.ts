/** `ts-reg registry export` with passwords: as data, as a file, and what is refused. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliHome, type CliOptions, type CliResult, startCli } from '../../../support/cli-run.js';
import { startLoopbackAws } from '../../../support/loopback-aws.js';

let cli: CliHome;
beforeEach(async () => {
  cli = startCli();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'first-secret', '--skip-validate']);
  await cli.run(['registry', 'add', 'q.example.com/team', 'bot', 'other-secret', '--skip-validate']);
});
afterEach(() => {
  cli.dispose();
});

const exported = (words: readonly string[], options?: CliOptions): Promise<CliResult> =>
  cli.run(['registry', 'export', '--format', ...words], options);
const auth = (user: string, password: string): object => ({
  auth: Buffer.from(`${user}:${password}`).toString('base64'),
});
const both = { 'q.example.com/team': auth('bot', 'other-secret'), 'r.example.com': auth('ci', 'first-secret') };

describe('on standard output', () => {
  it('is a configuration of docker with what was named', async () => {
    const { exitCode, stdout, stderr } = await exported(['docker-config', 'r.example.com']);
    expect([exitCode, stderr, JSON.parse(stdout)]).toEqual([
      0,
      '',
      { auths: { 'r.example.com': both['r.example.com'] } },
    ]);
  });

  it('is all of them with --all, without those that have no user', async () => {
    await cli.run(['registry', 'add', 'open.example.com', '', '', '--skip-validate']);
    expect(JSON.parse((await exported(['docker-config', '--all'])).stdout)).toEqual({ auths: both });
  });

  it.each([
    ['sh', `export DOCKER_AUTH_CONFIG='{"auths":`],
    ['fish', `set -gx DOCKER_AUTH_CONFIG '{"auths":`],
    ['powershell', `$env:DOCKER_AUTH_CONFIG = '{"auths":`],
  ])('is a line for %s', async (shell, beginning) => {
    const { stdout } = await exported(['env', '--shell', shell, 'r.example.com']);
    expect(stdout.startsWith(beginning)).toBe(true);
  });

  it('is one password, and for one registry alone', async () => {
    expect((await exported(['password', 'r.example.com'])).stdout).toBe('first-secret\n');
    expect(await exported(['password', '--all'])).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('is a Secret in each namespace', async () => {
    const words = ['kubernetes-secret', '--all', '--name', 'pull', '--namespace', 'web', '--namespace', 'db'];
    const { stdout } = await exported([...words, '--label', 'team=web']);
    expect(stdout.match(/"namespace": "\w+"/g)).toEqual(['"namespace": "web"', '"namespace": "db"']);
    expect(stdout.match(/"team": "web"/g)).toHaveLength(2);
  });
});

describe('what cannot be had', () => {
  it('is named, nothing is printed, and the file stays', async () => {
    const path = join(cli.folder, 'out.json');
    writeFileSync(path, 'before');
    const words = ['docker-config', 'r.example.com', 'absent.example.com'];
    for (const target of [[], ['--output', path]]) {
      const { exitCode, stdout, stderr } = await exported([...words, ...target]);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toContain('absent.example.com: registry not found in DB');
      expect(stderr).toContain('nothing was written: 1 of 2 credentials are missing');
      expect(stderr).not.toContain('secret');
    }
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it.each([
    [['docker-config'], 'name the registries, or give --all'],
    [['docker-config', '--all', 'r.example.com'], 'not both'],
    [['docker-config', '--all', '--merge'], '--merge needs --output'],
    [['docker-config', '--all', '--output', ''], '--output is empty'],
    [['docker-config', '--all', '--shell', 'sh'], 'does not take --shell'],
    [['env', '--all', '--shell', 'tcsh'], 'unknown shell'],
    [['env', '--all', '--min-life', 'soon'], "invalid --min-life 'soon'"],
    [['registries', '--namespace', 'web'], 'does not take --namespace'],
    [['kubernetes-secret', '--all', '--name', 'Pull'], 'Secret name'],
    [['kubernetes-secret', '--all', '--label', 'x'], "invalid --label 'x'"],
    [['argocd-repository', '--all', '--namespace', 'a_b'], 'namespace'],
  ])('%j is refused: exit 2, nothing printed', async (words, reason) => {
    const { exitCode, stdout, stderr } = await exported(words);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
  });

  it('is not asked of an Anchore deployment', async () => {
    const { exitCode, stderr } = await exported(['env', 'r.example.com', '--url', 'http://127.0.0.1:1/v1']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot be read back');
  });
});

describe('as a file', () => {
  it('is private, and says once that it holds credentials', async () => {
    const path = join(cli.folder, 'new', 'config.json');
    expect(await exported(['docker-config', '--all', '--output', path])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `wrote ${path}: whoever can read it can use these credentials\n`,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ auths: both });
    expect((await exported(['docker-config', '--all', '--output', path])).stderr).toBe(`${path} is up to date\n`);
  });

  it('keeps its mode, and the link that leads to it', async () => {
    const [folder, link] = [join(cli.folder, 'real'), join(cli.folder, 'link.json')];
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.json'), '{}');
    chmodSync(join(folder, 'config.json'), 0o640);
    symlinkSync('real/config.json', link);
    await exported(['docker-config', '--all', '--output', link]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(link).mode & 0o777).toBe(0o640);
    expect(JSON.parse(readFileSync(link, 'utf8'))).toEqual({ auths: both });
  });

  it('keeps what else is there with --merge', async () => {
    const path = join(cli.folder, 'config.json');
    writeFileSync(
      path,
      JSON.stringify({ psFormat: 'x', auths: { 'a.example.com': {}, 'r.example.com': { auth: 'old' } } }),
    );
    await exported(['docker-config', 'r.example.com', '--merge', '--output', path]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      psFormat: 'x',
      auths: { 'a.example.com': {}, 'r.example.com': both['r.example.com'] },
    });
  });

  it('that is no configuration stays as it was with --merge', async () => {
    const path = join(cli.folder, 'config.json');
    writeFileSync(path, 'no json');
    expect((await exported(['docker-config', '--all', '--merge', '--output', path])).exitCode).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('no json');
    expect(existsSync(`${path}.new`)).toBe(false);
  });
});

describe('an ECR token', () => {
  it('is made once, has its end beside it, and is refused when it ends before --min-life', async () => {
    const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
    const aws = await startLoopbackAws({
      keys: [{ ...key, account: '000000000001', arn: 'arn:aws:iam::000000000001:user/ci' }],
    });
    try {
      const host = '000000000001.dkr.ecr.us-east-1.amazonaws.com';
      const now = Date.now();
      const words = [host, key.accessKeyId, key.secretAccessKey, '--skip-validate', '--endpoint', aws.url];
      await cli.run(['registry', 'add', ...words], { now });
      const [token] = JSON.parse((await exported(['json', host, '--min-life', '11h'], { now })).stdout) as [
        { username: string; expiresAt: string },
      ];
      expect(token.username).toBe('AWS');
      expect(Date.parse(token.expiresAt) - now).toBeGreaterThan(11 * 3_600_000);
      const { exitCode, stdout, stderr } = await exported(['json', host, '--min-life', '13h'], { now });
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`${host}: the credential ends at ${token.expiresAt}, before --min-life\n`);
      expect(aws.calls.filter(({ operation }) => operation === 'GetAuthorizationToken')).toHaveLength(1);
      expect(stderr).not.toContain(key.secretAccessKey);
    } finally {
      await aws.close();
    }
  });
});
