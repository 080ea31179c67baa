/** `ts-reg registry export`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerExport } from '../../../../src/cli/commands/export/export.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it('takes registries and a format', async () => {
  expect(await parsed(registerExport, ['export', 'a', 'b', '--format', 'registries'])).toEqual({
    registries: ['a', 'b'],
    format: 'registries',
  });
});

it('wants a format that it knows', async () => {
  const formats = 'docker-config, env, password, json, kubernetes-secret, argocd-repository, registries';
  expect(await cli.run(['registry', 'export'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `Error: no format was given; the formats are: ${formats}\nhint: ts-reg registry export --all --format docker-config\n`,
  });
  expect((await cli.run(['registry', 'export', '--format', 'registry'])).stderr).toBe(
    `Error: unknown format; the formats are: ${formats}\nhint: ts-reg registry export --all --format registries\n`,
  );
});

it('names its formats in the help', async () => {
  expect((await cli.run(['registry', 'export', '--help'])).stdout).toContain(
    '  registries: a file for registry apply, with references instead of secrets\n',
  );
});
