/** What `ts-reg kubernetes manifest` prints: kubectl reads it, its rights are enough and not more, its pod starts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { startKubernetesPod } from '../support/kubernetes-pod.js';
import { type ApiCall, type LoopbackKubernetes, startLoopbackKubernetes } from '../support/loopback-kubernetes.js';
import { type Ended, run, tsReg } from '../support/spawned.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const image = 'registry.example.com/ts-reg:0.1.0';
let home: string;
let server: LoopbackKubernetes;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-manifest-'));
  server = await startLoopbackKubernetes();
  const contexts = [{ name: 'loop', context: { cluster: 'loop', user: 'me' } }];
  const clusters = [{ name: 'loop', cluster: { server: server.url } }];
  const users = [{ name: 'me', user: {} }];
  const config = { apiVersion: 'v1', kind: 'Config', 'current-context': 'loop', contexts, clusters, users };
  writeFileSync(join(home, 'kubeconfig'), JSON.stringify(config), { mode: 0o600 });
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

async function manifest(...words: readonly string[]): Promise<string> {
  const printed = await run(tsReg, ['kubernetes', 'manifest', ...words], { environment: { TS_REG_HOME: home } });
  expect([printed.exitCode, printed.stderr]).toEqual([0, '']);
  return printed.stdout;
}

function kubectl(input: string): Promise<Ended> {
  const environment = { KUBECONFIG: join(home, 'kubeconfig'), HOME: home };
  const words = ['apply', '--dry-run=client', '--validate=false', '--filename', '-'];
  return run(process.env['KUBECTL'] ?? 'kubectl', words, { environment, input });
}

const variants: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'a Deployment for namespaces by name',
    [ecr, '--image', image, '--namespace', 'web', '--namespace', 'db', '--service-account', 'default'],
    ['namespace/ts-reg', 'serviceaccount/ts-reg', 'role.rbac.authorization.k8s.io/ts-reg', 'deployment.apps/ts-reg'],
  ],
  [
    'a Deployment for a pattern',
    [ecr, '--image', image, '--namespace', 'team-*', '--aws-role', 'arn:aws:iam::123456789012:role/ecr-pull'],
    ['clusterrole.rbac.authorization.k8s.io/ts-reg', 'clusterrolebinding.rbac.authorization.k8s.io/ts-reg'],
  ],
  [
    'a CronJob in a namespace of its own',
    [ecr, '--image', image, '--namespace', 'web', '--schedule', '0 */4 * * *', '--run-in', 'tools'],
    ['cronjob.batch/ts-reg', 'namespace/tools', 'configmap/ts-reg'],
  ],
  [
    'registries of a Secret',
    ['--registries-secret', 'registries', '--image', image, '--namespace', 'yes', '--name', 'null'],
    ['deployment.apps/ts-reg', 'rolebinding.rbac.authorization.k8s.io/ts-reg'],
  ],
];

describe('kubectl reads', () => {
  it.each(variants)('%s', async (_, words, made) => {
    const { exitCode, stdout, stderr } = await kubectl(await manifest(...words));
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const one of made) expect(stdout).toContain(`${one} created (dry run)\n`);
  });
});

interface Rule {
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly initContainers: readonly { readonly command: readonly string[] }[];
  readonly containers: readonly { readonly command: readonly string[] }[];
}

function documentsOf(text: string): readonly Document[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Document);
}

/** RBAC: a call is allowed when one rule of a role there has all of it. */
function allows(documents: readonly Document[]): (call: Omit<ApiCall, 'status'>) => boolean {
  return ({ verb, resource, namespace, name }) =>
    documents
      .filter(({ kind, metadata }) => kind === 'ClusterRole' || (kind === 'Role' && metadata.namespace === namespace))
      .flatMap(({ rules = [] }) => rules)
      .some(
        (rule) =>
          rule.verbs.includes(verb) &&
          rule.resources.includes(resource) &&
          (rule.resourceNames === undefined || rule.resourceNames.includes(name)),
      );
}

describe('the pod', () => {
  it.each([
    ['by name', ['--namespace', 'web', '--namespace', 'db', '--service-account', 'default'], ['web', 'db']],
    ['by pattern', ['--namespace', '*'], ['web', 'db', 'ops']],
  ])('does its work with the rights of the manifest, %s', async (_, words, expected) => {
    const text = await manifest(
      '--registries-secret',
      'registries',
      '--image',
      image,
      '--schedule',
      '@hourly',
      ...words,
    );
    const documents = documentsOf(text);
    for (const { rules = [] } of documents)
      for (const rule of rules)
        if (rule.resources.includes('secrets'))
          expect([rule.verbs, rule.resourceNames]).toEqual([['get', 'create', 'patch'], ['ts-reg']]);
    const pod = await startKubernetesPod({ authorize: allows(documents) });
    for (const name of ['web', 'db', 'ops']) pod.cluster.addNamespace(name);
    const job = documents.find(({ kind }) => kind === 'CronJob') as unknown as {
      readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } } };
    };
    const { initContainers, containers } = job.spec.jobTemplate.spec.template.spec;
    // What the kubelet mounts, at places of this test; a volume is open to all in its pod.
    const root = mkdtempSync(join(home, 'root-'));
    mkdirSync(join(root, 'etc'));
    mkdirSync(join(root, 'var'), { mode: 0o777 });
    for (const { kind, data = {} } of documents)
      if (kind === 'ConfigMap')
        for (const [name, value] of Object.entries(data)) writeFileSync(join(root, 'etc', name), value);
    const entry = '  - registry: r.example.com\n    user: ci\n    password: { file: password }\n';
    writeFileSync(join(root, 'etc', 'registries.yaml'), `registries:\n${entry}`);
    writeFileSync(join(root, 'etc', 'password'), 'first-secret\n', { mode: 0o400 });
    const environment = {
      ...pod.environment,
      TS_REG_HOME: join(root, 'var', 'home'),
      PATH: `${join(tsReg, '..')}:${process.env['PATH'] ?? ''}`,
    };
    for (const { command } of [...initContainers, ...containers]) {
      const [program = '', ...args] = command.map((word) => word.replaceAll('/etc/ts-reg', join(root, 'etc')));
      const ended = await run(program, args, { environment });
      expect(ended.exitCode, ended.stderr).toBe(0);
    }
    const refused = pod.cluster.calls.filter(({ status }) => status === 403);
    await pod.close();
    expect(refused).toEqual([]);
    for (const name of expected) expect(pod.cluster.secret(name)).toBeDefined();
  });

  it('is hardened, and its container may write nothing', async () => {
    const documents = documentsOf(await manifest(ecr, '--image', image, '--namespace', 'web'));
    const spec = documents.find(({ kind }) => kind === 'Deployment')?.spec?.template?.spec;
    expect(spec).toMatchObject({
      serviceAccountName: 'ts-reg',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    for (const container of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])])
      expect(container).toMatchObject({
        image,
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      });
    expect(documents.find(({ kind }) => kind === 'ConfigMap')?.data).toEqual({
      'config.yaml': 'allow_awsecr_iam_auto: True\n',
      'registries.yaml': `name: ts-reg\nregistries:\n  - registry: "${ecr}"\n    user: awsauto\n`,
    });
  });
});
