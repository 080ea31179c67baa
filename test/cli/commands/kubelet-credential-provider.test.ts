/** `ts-reg kubelet-credential-provider`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerKubelet } from '../../../src/cli/commands/kubelet-credential-provider.js';
import { type CliHome, type CliResult, startCli } from '../../support/cli-run.js';
import { parsed } from '../../support/parsed.js';

let cli: CliHome;
beforeEach(async () => {
  cli = startCli();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate']);
});
afterEach(() => {
  cli.dispose();
});

function ask(input: string): Promise<CliResult> {
  return cli.run(['kubelet-credential-provider'], { input });
}

function request(version: string, image: string): string {
  return JSON.stringify({
    kind: 'CredentialProviderRequest',
    apiVersion: `credentialprovider.kubelet.k8s.io/${version}`,
    image,
  });
}

it('takes nothing', async () => {
  expect(await parsed(registerKubelet, ['kubelet-credential-provider'])).toEqual({});
});

it.each(['v1', 'v1beta1', 'v1alpha1'])('answers a request of %s in kind', async (version) => {
  const { exitCode, stdout } = await ask(request(version, 'r.example.com/team/app:1'));
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    kind: 'CredentialProviderResponse',
    apiVersion: `credentialprovider.kubelet.k8s.io/${version}`,
    cacheKeyType: 'Registry',
    auth: { 'r.example.com': { username: 'ci', password: 'p' } },
  });
});

it('gives no credential for an image that no record covers', async () => {
  expect(JSON.parse((await ask(request('v1', 'x.example.com/app'))).stdout)).toMatchObject({ auth: {} });
});

it.each([
  ['', 'nothing'],
  ['{}', 'no request'],
  [request('v2', 'r.example.com/a'), 'a version to come'],
  ['x'.repeat(1_600_000), 'too much'],
])('refuses %.20j, exit 2: %s', async (input) => {
  expect(await ask(input)).toMatchObject({ exitCode: 2, stdout: '' });
});
