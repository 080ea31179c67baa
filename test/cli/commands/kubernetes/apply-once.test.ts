/** Rounds that go wrong in some namespaces; test/cli/commands/kubernetes/apply.test.ts has the rest. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { type KubernetesPod, startKubernetesPod } from '../../../support/kubernetes-pod.js';

let cli: CliHome;
let pod: KubernetesPod;
beforeEach(async () => {
  cli = startCli();
  pod = await startKubernetesPod();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'first-secret', '--skip-validate']);
});
afterEach(async () => {
  cli.dispose();
  await pod.close();
});

it('names each that is refused, does the others, exit 1', async () => {
  for (const name of ['a', 'b', 'c']) pod.cluster.addNamespace(name);
  pod.cluster.interfere = ({ verb, namespace }) =>
    verb === 'patch' && namespace === 'b'
      ? { status: 403, body: { kind: 'Status', message: 'secrets "ts-reg" is forbidden: quota' } }
      : undefined;
  const { exitCode, stderr } = await cli.run(['kubernetes', 'apply', '--all', '--namespace', '?'], {
    environment: pod.environment,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    'Error: namespace b: the API server refuses: secrets "ts-reg" is forbidden: quota\nhint: is it',
  );
  expect(stderr).toContain('2 changed, 0 up to date, 1 failed\nError: 1 of 3 namespaces were not written\n');
  expect(['a', 'b', 'c'].map((name) => pod.cluster.secret(name) !== undefined)).toEqual([true, false, true]);
});
