/** Completion scripts and what they ask. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerCompletion } from '../../../../src/cli/commands/completion/completion.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

async function complete(...words: readonly string[]): Promise<readonly string[]> {
  const { exitCode, stdout } = await cli.run(['complete', '--', ...words]);
  expect(exitCode).toBe(0);
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(':'))
    .map((line) => line.split('\t')[0] ?? '');
}

it('takes a shell, and refuses one that it does not know', async () => {
  expect(await parsed(registerCompletion, ['completion', 'zsh'])).toEqual({ shell: 'zsh' });
  expect(await cli.run(['completion', 'tcsh'])).toMatchObject({ exitCode: 2, stdout: '' });
});

it.each([
  ['bash', 'complete -'],
  ['zsh', '#compdef ts-reg'],
  ['fish', 'complete -c ts-reg'],
])('prints a script for %s', async (shell, mark) => {
  const { exitCode, stdout } = await cli.run(['completion', shell]);
  expect([exitCode, stdout.includes(mark), stdout.includes('ts-reg complete --')]).toEqual([0, true, true]);
});

describe('completion', () => {
  it('knows commands, options and types', async () => {
    expect(await complete('registry', 'up')).toEqual(['update']);
    expect(await complete('registry', 'add', '--re')).toEqual([
      '--replace',
      '--registry-type',
      '--registry-name',
      '--region',
    ]);
    expect(await complete('registry', 'add', '--registry-type', '')).toEqual(['docker_v2', 'awsecr']);
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it.each([
    [
      ['registry', 'add', '--registry-type', ''],
      ['docker_v2', 'awsecr'],
    ],
    [['registry', 'add', '--registry-type=aw'], ['awsecr']],
    [['registry', 'export', '--format', 'reg'], ['registries']],
    [['registry', 'export', '--format=k'], ['kubernetes-secret']],
    [
      ['registry', 'export', '--shell', ''],
      ['sh', 'fish', 'powershell'],
    ],
    [
      ['--url', 'https://anchore.example.com', '--api-version', ''],
      ['v1', 'v2'],
    ],
    [
      ['store', 'rekey', ''],
      ['file', 'keyring', 'passphrase'],
    ],
    [['store', 'rekey', 'key'], ['keyring']],
    [
      ['store', 'copy', ''],
      ['file', 'database'],
    ],
    [['store', 'copy', 'file', 'd'], ['database']],
    [
      ['registry', 'add', 'h.example', '_'],
      ['_iam_role', '_aws_profile', '_web_identity'],
    ],
    [['completion', 'z'], ['zsh']],
    [['registry', 'list', '--js'], ['--json']],
    [['registry', 'get', 'h.example', '--d'], ['--debug']],
    [['doctor', '--j'], ['--json']],
    [['registry', 'add', '--ins'], ['--insecure']],
    [['registry', 'list', '--wi'], ['--wide']],
    [['--json', 'registry', 'up'], ['update']],
    [['--url', 'registry', 'reg'], ['registry']],
    [['ls', '--wi'], ['--wide']],
    [['add', '--registry-type', 'd'], ['docker_v2']],
    [['registry', 'rm', '--if'], ['--if-exists']],
    [['help', 'reg'], ['registry']],
    [['help', 'registry', 'up'], ['update']],
    [['registry', 'del', '--', '--'], []],
    [['registry', 'add', 'h.example', 'u', 'p', ''], []],
    [['registry', 'add', '--registry-name', ''], []],
  ])('of %j is %j', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it.each([
    [['store', 'rekey', ''], ':0'],
    [['registry', 'apply', ''], ':0'],
    [['registry', 'apply', 'a.yaml', 'b'], ':0'],
    [['registry', 'import', ''], ':0'],
    [['install-helper', ''], ':0'],
    [['registry', 'export', '--output', ''], ':0'],
    [['registry', 'export', '--output=x'], ':0'],
    [['--config', ''], ':0'],
    [['store', 'copy', 'file', 'database', '--to-key-file', ''], ':0'],
    [['registry', 'apply', '--'], ':4'],
    [['registry', 'import', 'a.json', ''], ':4'],
    [['registry', 'get', ''], ':4'],
    [['registry', 'export', '--format', ''], ':4'],
    [['store', 'copy', ''], ':4'],
  ])('of %j asks for names of files or not: %s', async (words, directive) => {
    expect((await cli.run(['complete', '--', ...words])).stdout.split('\n').at(-2)).toBe(directive);
  });

  it('offers every registry once', async () => {
    for (const registry of ['a.example.com', 'b.example.com'])
      await cli.run(['registry', 'add', registry, 'u', 'p', '--skip-validate']);
    expect(await complete('registry', 'check', 'a.example.com', '')).toEqual(['b.example.com']);
    expect(await complete('registry', 'get', 'a.example.com', '')).toEqual([]);
  });

  it('knows the stored registries where one must be there', async () => {
    for (const registry of ['a.example.com', 'b.example.com'])
      await cli.run(['registry', 'add', registry, 'u', 'p', '--skip-validate']);
    for (const command of ['get', 'update', 'del', 'token', 'refresh', 'check'])
      expect(await complete('registry', command, 'b')).toEqual(['b.example.com']);
    expect(await complete('configure-docker', '')).toEqual(['a.example.com', 'b.example.com']);
    expect(await complete('registry', 'add', '')).toEqual([]);
  });

  it('asks no database: a TAB waits for no network', async () => {
    const accepted: Socket[] = [];
    const silent = createServer((socket) => {
      accepted.push(socket);
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const environment = { TS_REG_STORE: `postgres://ci:p@127.0.0.1:${(silent.address() as AddressInfo).port}/team` };
    expect(await cli.run(['complete', '--', 'registry', 'get', ''], { environment })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    expect(accepted).toEqual([]);
    silent.close();
  });

  it('never fails for a store that cannot be read', async () => {
    const { exitCode, stderr } = await cli.run(['complete', '--', 'registry', 'get', ''], {
      environment: { TS_REG_HOME: '' },
    });
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});
