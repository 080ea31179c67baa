/** `ts-reg kubernetes manifest`: what is printed; test/e2e/kubernetes-manifest.test.ts gives it to kubectl. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type CliHome, startCli } from '../../../support/cli-run.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

const image = ['--image', 'registry.example.com/ts-reg@sha256:0123'];
const printed = (...words: readonly string[]): ReturnType<CliHome['run']> =>
  cli.run(['kubernetes', 'manifest', ...words]);

it('is the same each time, without a store, and needs nothing of one', async () => {
  const words = [ecr, ...image, '--namespace', 'web'];
  const [first, second] = [await printed(...words), await printed(...words, '--url', 'http://127.0.0.1:1/v1')];
  expect([first.exitCode, first.stderr]).toEqual([0, '']);
  expect(second.stdout).toBe(first.stdout);
});

it('has a role in each namespace by name, and one of the cluster for a pattern', async () => {
  const kinds = async (...words: readonly string[]): Promise<readonly string[]> =>
    parseAllDocuments((await printed(ecr, ...image, ...words)).stdout).map((document) => {
      const { kind, metadata } = document.toJS() as { kind: string; metadata: { namespace?: string } };
      return `${kind} ${metadata.namespace ?? ''}`.trim();
    });
  expect(await kinds('--namespace', 'web', '--namespace', 'db')).toEqual([
    'Namespace',
    'ServiceAccount ts-reg',
    'Role web',
    'RoleBinding web',
    'Role db',
    'RoleBinding db',
    'ConfigMap ts-reg',
    'Deployment ts-reg',
  ]);
  expect(await kinds('--namespace', 'web', '--namespace', '*', '--schedule', '@daily', '--run-in', 'tools')).toEqual([
    'Namespace',
    'ServiceAccount tools',
    'ClusterRole',
    'ClusterRoleBinding',
    'ConfigMap tools',
    'CronJob tools',
  ]);
});

it.each([
  [['--namespace', 'web', ...image], 'no registry was given'],
  [[ecr, '--namespace', 'web'], 'no image was given'],
  [[ecr, '--namespace', 'web', '--image', 'a b'], 'invalid --image'],
  [[ecr, ...image], 'no namespace was given'],
  [['r.example.com', '--namespace', 'web', ...image], 'needs a password, which does not belong into a manifest'],
  [[ecr, '--registries-secret', 's', '--namespace', 'web', ...image], 'not both'],
  [[ecr, '--namespace', 'web', ...image, '--schedule', 'daily'], 'invalid --schedule'],
  [[ecr, '--namespace', 'web', ...image, '--schedule', '* * * *'], 'invalid --schedule'],
  [[ecr, '--namespace', 'web', ...image, '--aws-role', 'ecr-pull'], 'invalid --aws-role'],
  [[ecr, '--namespace', 'web', ...image, '--run-in', 'A'], 'namespace'],
  [[ecr, '--namespace', 'web', ...image, '--name', 'A_b'], 'Secret name'],
  [[ecr, '--namespace', 'web', ...image, '--service-account', 'a/b'], 'is not the name of a service account'],
])('%j is refused: exit 2, nothing printed', async (words, reason) => {
  const { exitCode, stdout, stderr } = await printed(...words);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(reason);
  expect(stderr).toContain('hint: ');
});
