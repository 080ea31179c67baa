/** `ts-reg registry import` of what other credential helpers keep; as processes too. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../../src/cli/process/main.js';
import { type CliHome, type CliResult, startCli } from '../../../support/cli-run.js';
import { enter, personAnswering } from '../../../support/person.js';
import { type Ended, run, tsReg } from '../../../support/spawned.js';

let cli: CliHome;
let file: string;
let environment: Record<string, string>;
beforeEach(() => {
  cli = startCli();
  file = join(cli.folder, 'config.json');
  environment = { TS_REG_HOME: cli.folder, PATH: `${cli.folder}:${process.env['PATH'] ?? ''}` };
});
afterEach(() => {
  cli.dispose();
});

const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') });

/** A helper that keeps these logins, `user:password` by address, and writes down what it is asked. */
function helper(name: string, logins: Readonly<Record<string, string>>): void {
  const gets = Object.entries(logins).map(([address, pair]) => {
    const [Username = '', Secret = ''] = pair.split(':');
    return `'${address}') echo '${JSON.stringify({ ServerURL: address, Username, Secret })}';;`;
  });
  const script = [
    '#!/bin/sh',
    `echo "${name} $1" >> "${join(cli.folder, 'asked')}"`,
    `env >> "${join(cli.folder, 'env')}"`,
    'if [ "$1" = list ]; then',
    `  echo '${JSON.stringify(Object.fromEntries(Object.keys(logins).map((address) => [address, 'u'])))}'; exit 0`,
    'fi',
    `case "$(cat)" in ${gets.join('\n')}`,
    "*) echo 'credentials not found in native keychain'; exit 1;; esac",
  ];
  writeFileSync(join(cli.folder, `docker-credential-${name}`), `${script.join('\n')}\n`, { mode: 0o755 });
}

function importFile(config: unknown, ...flags: readonly string[]): Promise<CliResult> {
  writeFileSync(file, JSON.stringify(config));
  return cli.run(['registry', 'import', file, ...flags], { environment });
}

async function passwordOf(registry: string): Promise<string> {
  return (await cli.run(['registry', 'token', registry])).stdout.trim();
}

describe('with --from-helpers', () => {
  it('takes what credsStore lists and what credHelpers name, and the file has the rest', async () => {
    helper('desktop', {
      'https://index.docker.io/v1/': 'hub:h',
      'r.example.com': 'ci:desktop',
      'both.example.com': 'x:y',
    });
    helper('pass', { 'both.example.com': 'p:pass' });
    const { exitCode, stderr } = await importFile(
      {
        auths: { 'r.example.com': {}, 'file.example.com': auth('f:file'), 'gone.example.com': {} },
        credsStore: 'desktop',
        credHelpers: { 'both.example.com': 'pass' },
      },
      '--from-helpers',
    );
    expect([exitCode, stderr.split('\n').at(-2)]).toEqual([0, '4 imported, 1 skipped']);
    expect(stderr).toContain('gone.example.com: skipped, docker-credential-desktop has no password for it\n');
    expect(
      await Promise.all(['docker.io', 'r.example.com', 'both.example.com', 'file.example.com'].map(passwordOf)),
    ).toEqual(['h', 'desktop', 'pass', 'file']);
    expect(readFileSync(join(cli.folder, 'asked'), 'utf8').match(/^desktop list$/gm)).toHaveLength(1);
  });

  it('prefers the helper to an old password in the file, as docker does', async () => {
    helper('desktop', { 'r.example.com': 'ci:new' });
    await importFile({ auths: { 'r.example.com': auth('ci:old') }, credsStore: 'desktop' }, '--from-helpers');
    expect(await passwordOf('r.example.com')).toBe('new');
  });

  it('takes over what ts-reg was put in front of', async () => {
    helper('desktop', { 'r.example.com': 'ci:desktop' });
    const config = { credsStore: 'desktop', credHelpers: { 'r.example.com': 'ts-reg' } };
    expect((await importFile(config, '--from-helpers')).stderr).toContain('1 imported, 0 skipped');
    expect(await passwordOf('r.example.com')).toBe('desktop');
  });

  it('replaces nothing without --replace', async () => {
    await cli.run(['registry', 'add', 'r.example.com', 'me', 'mine', '--skip-validate']);
    helper('desktop', { 'r.example.com': 'ci:desktop' });
    expect((await importFile({ credsStore: 'desktop' }, '--from-helpers')).stderr).toContain(
      'WARN: r.example.com: kept',
    );
    expect(await passwordOf('r.example.com')).toBe('mine');
    await importFile({ credsStore: 'desktop' }, '--from-helpers', '--replace');
    expect(await passwordOf('r.example.com')).toBe('desktop');
  });

  it('asks no helper that only makes tokens, and keeps no token of hours that another has', async () => {
    const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
    helper('ecr-login', { [ecr]: 'AWS:token' });
    const exp = Date.UTC(2026, 0, 2, 13) / 1000;
    const token = ['{}', JSON.stringify({ exp }), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
    helper('desktop', {
      'a.azurecr.io': `00000000-0000-0000-0000-000000000000:${token}`,
      'g.pkg.dev': '_dcgcloud_token:t',
    });
    const { exitCode, stderr } = await importFile(
      { credsStore: 'desktop', credHelpers: { [ecr]: 'ecr-login' } },
      '--from-helpers',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${ecr}: skipped, docker-credential-ecr-login makes a new token for each pull`);
    expect(stderr).toContain('a.azurecr.io: its password is a token that ends at 2026-01-02T13:00:00Z\n');
    expect(stderr).toContain('g.pkg.dev: its password is a Google access token');
    expect(stderr).toContain('0 imported, 3 skipped\n');
    expect(stderr).not.toContain(token);
    expect(readFileSync(join(cli.folder, 'asked'), 'utf8')).not.toContain('ecr-login');
  });

  it('names a helper that is missing or fails, takes the rest, and ends with 1', async () => {
    helper('pass', { 'r.example.com': 'ci:pass' });
    const { exitCode, stderr } = await importFile(
      { credsStore: 'desktop', credHelpers: { 'r.example.com': 'pass', 'x.example.com': 'gone' } },
      '--from-helpers',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'Error: docker-credential-desktop is not on the PATH\nhint: ts-reg registry add HOST USER\n',
    );
    expect(stderr).toContain('x.example.com: skipped, docker-credential-gone is not on the PATH\n');
    expect(await passwordOf('r.example.com')).toBe('pass');
  });
});

describe('without --from-helpers', () => {
  it('asks nobody in a script, and says which option does', async () => {
    helper('desktop', { 'r.example.com': 'ci:desktop' });
    const { exitCode, stderr } = await importFile({ auths: { 'f.example.com': auth('a:b') }, credsStore: 'desktop' });
    expect([exitCode, stderr]).toEqual([
      0,
      'not asked: docker-credential-desktop, which may keep passwords; to ask: --from-helpers\nf.example.com: imported (a)\n1 imported, 0 skipped\n',
    ]);
    expect(existsSync(join(cli.folder, 'asked'))).toBe(false);
  });

  it.each([
    [enter, 'desktop'],
    [`n${enter}`, ''],
  ])('asks the person at a terminal first: %j', async (keys, password) => {
    helper('desktop', { 'r.example.com': 'ci:desktop' });
    writeFileSync(file, '{"credsStore":"desktop"}');
    const person = personAnswering([['Ask docker-credential-desktop', keys]], { environment });
    await main(['registry', 'import', file], person.world);
    expect(await passwordOf('r.example.com')).toBe(password);
    expect(existsSync(join(cli.folder, 'asked'))).toBe(password !== '');
  });

  it('has no question for a file whose helpers are ts-reg and makers of tokens', async () => {
    const { stderr } = await importFile({
      auths: { 'f.example.com': auth('a:b') },
      credHelpers: { 'r.example.com': 'ts-reg', 'e.example.com': 'ecr-login' },
      credsStore: '',
    });
    expect(stderr).not.toContain('--from-helpers');
  });
});

describe('as a process', () => {
  const text = JSON.stringify({ auths: { 'r.example.com': auth('ci:file') }, credsStore: 'desktop' });
  const importFrom = (path: string, input?: string, ...flags: readonly string[]): Promise<Ended> =>
    run(tsReg, ['registry', 'import', path, ...flags], {
      environment: { ...environment, TS_REG_KEY: Buffer.alloc(32, 7).toString('base64'), TS_REG_PASSWORD: 'canary' },
      ...(input === undefined ? {} : { input }),
    });

  it('asks the helper without the secrets of ts-reg', async () => {
    helper('desktop', { 'h.example.com': 'ci:kept' });
    writeFileSync(file, text);
    const { exitCode, stderr } = await importFrom(file, undefined, '--from-helpers');
    expect([exitCode, stderr.split('\n').at(-2)]).toEqual([0, '2 imported, 0 skipped']);
    const seen = readFileSync(join(cli.folder, 'env'), 'utf8');
    expect(seen).toContain('PATH=');
    expect(seen).not.toMatch(/TS_REG_KEY|canary/);
  });

  it('reads standard input', async () => {
    helper('desktop', { 'h.example.com': 'ci:kept' });
    const { exitCode, stderr } = await importFrom('-', text, '--from-helpers');
    expect([exitCode, stderr.split('\n').at(-2)]).toEqual([0, '2 imported, 0 skipped']);
  });

  it.each(['<(cat "$1")', '/dev/fd/7 7< "$1"', '/dev/stdin < "$1"', '/dev/stdin < <(cat "$1")', '- < "$1"'])(
    'reads what a shell names: %s',
    async (redirect) => {
      writeFileSync(file, text);
      const ended = await run('bash', ['-c', `"$0" registry import ${redirect}`, tsReg, file], { environment });
      expect([ended.exitCode, ended.stderr]).toEqual([
        0,
        expect.stringMatching(/r\.example\.com: imported \(ci\)\n1 imported, 0 skipped\n$/),
      ]);
    },
  );

  it('refuses what is no configuration on stdin, and one that is too large', async () => {
    expect(await importFrom('-', 'no')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Error: standard input is not valid JSON') as string,
    });
    expect(await importFrom('-', ' '.repeat(1_048_577))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('standard input is larger than 1048576 bytes') as string,
    });
    expect(await importFrom('-', '')).toMatchObject({ exitCode: 1 });
  });
});
