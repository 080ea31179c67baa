/** `ts-reg registry update --all-with-user`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../../../support/loopback-registry.js';

let cli: CliHome;
let registry: LoopbackRegistry;
beforeEach(async () => {
  cli = startCli();
  registry = await startLoopbackRegistry({ accepts: (user, password) => user === 'new' && password === 'right' });
  for (const [name, user] of [
    ['a.example.com', 'old'],
    ['b.example.com', 'other'],
    ['c.example.com', 'old'],
  ] as const)
    await cli.run([
      'registry',
      'add',
      name,
      user,
      `of ${name}`,
      '--skip-validate',
      '--insecure',
      '--registry-name',
      `n ${name}`,
    ]);
});
afterEach(async () => {
  cli.dispose();
  await registry.close();
});

const update = ['registry', 'update', '--all-with-user', 'old'];

async function credentials(): Promise<readonly string[]> {
  const lines = (await cli.run(['registry', 'list'])).stdout
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  return Promise.all(
    lines.map(async (line) => {
      const [name = '', , , , user = ''] = line.split(/\s+/);
      return `${name} ${user} ${(await cli.run(['registry', 'token', name])).stdout.trim()}`;
    }),
  );
}

it('gives each registry of the user the new one, and keeps the rest of it', async () => {
  const { exitCode, stdout, stderr } = await cli.run([...update, 'new', '--password-stdin', '--skip-validate'], {
    input: 'secret',
  });
  expect([exitCode, stderr]).toEqual([0, '2 of 2 registries updated\n']);
  expect(stdout.match(/^(?:Registry|Name|User|Verify TLS): .*$/gm)).toEqual([
    'Registry: a.example.com',
    'Name: n a.example.com',
    'User: new',
    'Verify TLS: False',
    'Registry: c.example.com',
    'Name: n c.example.com',
    'User: new',
    'Verify TLS: False',
  ]);
  expect(await credentials()).toEqual([
    'a.example.com new secret',
    'b.example.com other of b.example.com',
    'c.example.com new secret',
  ]);
});

it('gives it a new password alone', async () => {
  await cli.run([...update, '--skip-validate'], { environment: { TS_REG_PASSWORD: 'rotated' } });
  expect(await credentials()).toEqual([
    'a.example.com old rotated',
    'b.example.com other of b.example.com',
    'c.example.com old rotated',
  ]);
});

it('goes on after one that refuses, which keeps its own; typed again, it takes the rest', async () => {
  await cli.run(['registry', 'add', registry.authority, 'old', 'before', '--skip-validate']);
  await cli.run(['registry', 'add', '127.0.0.1:1', 'old', 'before', '--skip-validate']);
  for (const name of ['a.example.com', 'c.example.com']) await cli.run(['registry', 'del', name]);
  const { exitCode, stdout, stderr } = await cli.run([...update, 'new', 'right', '--json']);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([{ registry: registry.authority, registry_user: 'new' }]);
  expect(stderr).toContain('127.0.0.1:1: cannot ping');
  expect((await cli.run(['registry', 'token', '127.0.0.1:1'])).stdout).toBe('before\n');
  expect((await cli.run(['registry', 'token', registry.authority])).stdout).toBe('right\n');
  expect((await cli.run([...update, 'new', 'right', '--skip-validate'])).stderr).toBe('1 of 1 registries updated\n');
});

describe('wrong usage', () => {
  it.each([
    [[...update, 'new', 'p', 'more'], 2],
    [[...update, 'new', '--registry-name', 'x'], 2],
    [[...update, 'new', '--insecure'], 2],
    [[...update, 'new', '--region', 'us-east-1'], 2],
    [[...update, 'new'], 2],
    [['registry', 'update', '--all-with-user', 'nobody', 'new', 'p'], 1],
    [['registry', 'update'], 2],
  ])('%j changes nothing, exit %i', async (argv, code) => {
    const before = await credentials();
    expect(await cli.run(argv)).toMatchObject({ exitCode: code, stdout: '' });
    expect(await credentials()).toEqual(before);
  });
});
