/** `ts-reg registry update`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerUpdate } from '../../../../src/cli/commands/registry/update.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';
import { enter, personAnswering } from '../../../support/person.js';
import { main } from '../../../../src/cli/process/main.js';

let cli: CliHome;
beforeEach(async () => {
  cli = startCli();
  await cli.run([
    'registry',
    'add',
    'r.example.com',
    'ci',
    'old',
    '--skip-validate',
    '--insecure',
    '--registry-name',
    'mine',
  ]);
});
afterEach(() => {
  cli.dispose();
});

describe('its arguments', () => {
  it.each([
    [['update', 'r', 'u', 'p'], { registry: 'r', user: 'u', password: 'p' }],
    [['update', 'r', 'u', '-', '--insecure'], { registry: 'r', user: 'u', password: '-', insecure: true }],
    [['update', 'r', 'u', '--no-insecure'], { registry: 'r', user: 'u', password: undefined, insecure: false }],
    [['update', 'r', '-u', 'u'], { registry: 'r', user: 'u', password: undefined }],
    [['update', 'r', 'u', '--username', 'u', '--registry-name', ''], { registry: 'r', user: 'u', password: undefined }],
    [
      ['update', '--all-with-user', 'o', 'n'],
      { registry: 'n', user: undefined, password: undefined, allWithUser: 'o' },
    ],
  ])('%j', async (argv, options) => {
    expect(await parsed(registerUpdate, argv)).toEqual(options);
  });
});

it('changes user and password, and keeps name, type and TLS rule', async () => {
  const { exitCode, stdout } = await cli.run(
    ['registry', 'update', 'r.example.com', 'robot', 'new', '--skip-validate'],
    { now: Date.UTC(2026, 0, 3) },
  );
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    'Registry: r.example.com\nName: mine\nUser: robot\nType: docker_v2\nVerify TLS: False\nCreated: 2026-01-02T12:00:00Z\nUpdated: 2026-01-03T00:00:00Z\n\n\n',
  );
  expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('new\n');
});

it('verifies TLS again with --no-insecure', async () => {
  expect(
    (await cli.run(['registry', 'update', 'r.example.com', 'ci', 'new', '--no-insecure', '--skip-validate'])).stdout,
  ).toContain('Verify TLS: True\n');
});

it('takes type and name when they are given', async () => {
  const { stdout } = await cli.run([
    'registry',
    'update',
    'r.example.com',
    'AKIA',
    's',
    '--registry-type',
    'awsecr',
    '--region',
    'us-east-1',
    '--endpoint',
    'http://127.0.0.1:1',
    '--registry-name',
    'ecr',
    '--skip-validate',
  ]);
  expect(stdout).toContain('Name: ecr\nUser: AKIA\nType: awsecr\n');
});

it('validates like add, and a refusal changes nothing', async () => {
  await cli.run(['registry', 'add', '127.0.0.1:1', 'ci', 'old', '--skip-validate']);
  expect(await cli.run(['registry', 'update', '127.0.0.1:1', 'ci', 'new'])).toMatchObject({ exitCode: 1, stdout: '' });
  expect((await cli.run(['registry', 'token', '127.0.0.1:1'])).stdout).toBe('old\n');
});

it('of an unknown registry is not found, exit 1', async () => {
  const { exitCode, stderr } = await cli.run(['registry', 'update', 'x.example.com', 'u', 'p']);
  expect([exitCode, stderr.split('\n')[0]]).toEqual([1, 'Error: could not find existing registry to update']);
});

describe('without user and password', () => {
  it.each([
    [['--registry-name', 'other'], 'Name: other\nUser: ci\nType: docker_v2\nVerify TLS: False'],
    [['--no-insecure', '--skip-validate'], 'Name: mine\nUser: ci\nType: docker_v2\nVerify TLS: True'],
    [['--insecure', '--skip-validate'], 'Name: mine\nUser: ci\nType: docker_v2\nVerify TLS: False'],
    [['--registry-type', 'docker_v2', '--skip-validate'], 'Name: mine\nUser: ci\nType: docker_v2\nVerify TLS: False'],
  ])('%j keeps them, also where TS_REG_PASSWORD is set', async (flags, lines) => {
    const environment = { TS_REG_PASSWORD: 'of another registry' };
    const { exitCode, stdout, stderr } = await cli.run(['registry', 'update', 'r.example.com', ...flags], {
      environment,
    });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(lines);
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('old\n');
  });

  it('a name alone is changed without asking anybody, whatever the registry says now', async () => {
    await cli.run(['registry', 'add', '127.0.0.1:1', 'ci', 'old', '--skip-validate']);
    expect(await cli.run(['registry', 'update', '127.0.0.1:1', '--registry-name', 'x'])).toMatchObject({ exitCode: 0 });
    expect(await cli.run(['registry', 'update', '127.0.0.1:1', '--insecure'])).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['--password-stdin', { input: 'piped' }, ['--password-stdin'], 'piped'],
    ['TS_REG_PASSWORD', { environment: { TS_REG_PASSWORD: 'set' } }, [], 'set'],
    ['--password-stdin with more', { input: 'piped' }, ['--password-stdin', '--registry-name', 'x'], 'piped'],
  ])('%s changes the password and keeps the user', async (_, options, flags, password) => {
    const { stdout } = await cli.run(['registry', 'update', 'r.example.com', ...flags, '--skip-validate'], options);
    expect(stdout).toContain('User: ci\n');
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe(`${password}\n`);
  });

  it('and without anything it is wrong usage in a pipe; nothing changes', async () => {
    expect(await cli.run(['registry', 'update', 'r.example.com'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no password for ci at r.example.com') as string,
    });
    expect(await cli.run(['registry', 'update', 'x.example.com', '--password-stdin'], { input: 'p' })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Error: could not find existing registry to update\n') as string,
    });
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('old\n');
  });

  it('in an Anchore deployment is wrong usage, as in anchore-cli', async () => {
    const url = ['--url', 'http://127.0.0.1:1/v1'];
    for (const flags of [['--registry-name', 'x'], ['--insecure'], ['--password-stdin']])
      expect(await cli.run([...url, 'registry', 'update', 'r.example.com', ...flags], { input: 'p' })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('no user name for r.example.com') as string,
      });
  });
});

describe('on a terminal', () => {
  async function asked(argv: readonly string[], answers: Parameters<typeof personAnswering>[0]): Promise<string> {
    const { world, screen } = personAnswering(answers, { environment: { TS_REG_HOME: cli.folder } });
    expect(await main(argv, world)).toBe(0);
    return screen();
  }

  it('the stored user is the answer that Enter gives', async () => {
    await asked(
      ['registry', 'update', 'r.example.com', '--skip-validate'],
      [
        ['User at r.example.com:', enter],
        ['Password of ci at r.example.com:', `typed${enter}`],
      ],
    );
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('typed\n');
  });

  it('the stored identity of ECR is the choice that Enter takes', async () => {
    const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
    const offline = ['--skip-validate', '--endpoint', 'http://127.0.0.1:1'];
    await cli.run(['registry', 'add', ecr, '_aws_profile', 'dev', ...offline]);
    const question = 'How does this machine sign in to AWS';
    const update = ['registry', 'update', ecr, '--skip-validate'];
    await asked(update, [
      [question, enter],
      ['Profile:', `prod${enter}`],
    ]);
    expect((await cli.run(['registry', 'get', ecr])).stdout).toContain('User: _aws_profile\n');
    await cli.run(['registry', 'update', ecr, 'AKIAIOSFODNN7EXAMPLE', 's', ...offline]);
    await asked(update, [
      [question, enter],
      ['Access key id:', enter],
      ['Secret access key of AKIAIOSFODNN7EXAMPLE:', `s${enter}`],
    ]);
  });

  it('--password-stdin asks without echo, because nothing else would say that it waits', async () => {
    const screen = await asked(
      ['registry', 'update', 'r.example.com', '--password-stdin', '--skip-validate'],
      [['Password of ci at r.example.com:', `canary${enter}`]],
    );
    expect(screen).not.toContain('canary');
    expect((await cli.run(['registry', 'token', 'r.example.com'])).stdout).toBe('canary\n');
  });
});
