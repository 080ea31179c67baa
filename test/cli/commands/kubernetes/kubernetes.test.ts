import { expect, it } from 'vitest';
import { registerKubernetesApply } from '../../../../src/cli/commands/kubernetes/apply.js';
import { registerManifest } from '../../../../src/cli/commands/kubernetes/manifest.js';
import { startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

it('is a group of two commands', async () => {
  const cli = startCli();
  const { exitCode, stdout } = await cli.run(['kubernetes', '--help']);
  cli.dispose();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/ {2}apply .*\n {2}manifest /);
});

it('apply takes namespaces and accounts several times', async () => {
  const words = ['a', '--namespace', 'web', '--namespace', 'db', '--service-account', 'x', '--name', 'n', '--watch'];
  expect(await parsed(registerKubernetesApply, ['apply', ...words])).toEqual({
    registries: ['a'],
    namespace: ['web', 'db'],
    serviceAccount: ['x'],
    name: 'n',
    watch: true,
  });
});

it('manifest takes image, schedule and place', async () => {
  const words = ['--image', 'i', '--schedule', '@daily', '--run-in', 'tools', '--registries-secret', 's'];
  expect(await parsed(registerManifest, ['manifest', ...words])).toEqual({
    registries: [],
    image: 'i',
    schedule: '@daily',
    runIn: 'tools',
    registriesSecret: 's',
  });
});
