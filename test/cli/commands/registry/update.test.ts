/** `ts-reg registry update`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerUpdate } from '../../../../src/cli/commands/registry/update.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

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
