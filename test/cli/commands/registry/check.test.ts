/** `ts-reg registry check`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerCheck } from '../../../../src/cli/commands/registry/check.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../../../support/loopback-registry.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
let registry: LoopbackRegistry;
beforeEach(async () => {
  cli = startCli();
  registry = await startLoopbackRegistry({ accepts: (user, password) => user === 'ci' && password === 'right' });
  await cli.run(['registry', 'add', registry.authority, 'ci', 'right']);
});
afterEach(async () => {
  cli.dispose();
  await registry.close();
});

it('takes registries', async () => {
  expect(await parsed(registerCheck, ['check', 'a', 'b'])).toEqual({ registries: ['a', 'b'] });
});

it('says of each registry that it accepts', async () => {
  expect(await cli.run(['registry', 'check'])).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: `${registry.authority}: accepted\n`,
  });
  expect(JSON.parse((await cli.run(['registry', 'check', '--json'])).stdout)).toEqual([
    { registry: registry.authority, accepted: true, message: null, hint: null },
  ]);
});

it('names each that does not, exit 1', async () => {
  await cli.run(['registry', 'update', registry.authority, 'ci', 'wrong', '--skip-validate']);
  const { exitCode, stderr } = await cli.run(['registry', 'check', registry.authority]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`Error: ${registry.authority}: cannot ping supplied registry`);
  expect(stderr).toContain('Error: 1 of 1 registries did not accept their credentials\n');
});

it('has on a terminal one line a registry and one hint a reason', async () => {
  const second = registry.authority.replace('127.0.0.1', 'localhost');
  await cli.run(['registry', 'add', second, 'ci', 'wrong', '--skip-validate']);
  await cli.run([
    'registry',
    'add',
    `${second}/team`,
    'ci',
    'wrong',
    '--skip-validate',
    '--registry-type',
    'docker_v2',
  ]);
  const { exitCode, stdout, stderr } = await cli.run(['registry', 'check'], {
    terminal: { stderr: 120 },
    environment: { NO_COLOR: '1' },
  });
  expect([exitCode, stdout]).toEqual([1, '']);
  const text = stderr.slice(stderr.indexOf('REGISTRY'));
  expect(text.split('\n').slice(0, 4)).toEqual([
    expect.stringMatching(/^REGISTRY +RESULT$/),
    expect.stringMatching(new RegExp(`^${registry.authority} +accepted$`)),
    expect.stringMatching(new RegExp(`^${second} +registry refused the user name or password`)),
    expect.stringMatching(new RegExp(`^${second}/team +registry refused the user name or password`)),
  ]);
  expect(text.match(/^hint:/gm)).toHaveLength(1);
  expect(text).toContain('Error: 2 of 3 registries did not accept their credentials\n');
});
