/** `ts-reg help environment`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliHome, startCli } from '../../support/cli-run.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it.each([[['help', 'environment']], [['help', 'env']], [['environment']]])('%j lists the variables', async (argv) => {
  const { exitCode, stdout, stderr } = await cli.run(argv);
  expect([exitCode, stderr]).toEqual([0, '']);
  for (const name of [
    'TS_REG_HOME',
    'TS_REG_PASSWORD',
    'TS_REG_KEY_FILE',
    'ANCHORE_CLI_URL',
    'AWS_PROFILE',
    'NO_COLOR',
  ])
    expect(stdout).toContain(name);
});

it.each([40, 60, 80, 120])('fits a terminal of %i columns', async (columns) => {
  const { stdout } = await cli.run(['help', 'environment'], { terminal: columns });
  expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
});
