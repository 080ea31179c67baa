/** `ts-reg kubernetes apply`: a pull secret in namespaces, and what it leaves alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliHome, type CliOptions, type CliResult, startCli } from '../../../support/cli-run.js';
import { type KubernetesPod, startKubernetesPod } from '../../../support/kubernetes-pod.js';

const password = 'first-secret-of-the-registry';
let cli: CliHome;
let pod: KubernetesPod;
beforeEach(async () => {
  cli = startCli();
  pod = await startKubernetesPod();
  for (const name of ['web', 'team-a', 'team-b', 'kube-system']) pod.cluster.addNamespace(name);
  await cli.run(['registry', 'add', 'r.example.com', 'ci', password, '--skip-validate']);
  await cli.run(['registry', 'add', 'q.example.com/team', 'bot', 'other-secret', '--skip-validate']);
});
afterEach(async () => {
  cli.dispose();
  await pod.close();
});

async function applied(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const environment = { ...pod.environment, ...options.environment };
  const result = await cli.run(['kubernetes', 'apply', ...words], { ...options, environment });
  for (const secret of [password, 'other-secret', Buffer.from(`ci:${password}`).toString('base64'), 'account.token'])
    expect(result.stdout + result.stderr).not.toContain(secret);
  return result;
}

function authsIn(namespace: string, name?: string): unknown {
  const data = pod.cluster.secret(namespace, name)?.data?.['.dockerconfigjson'] ?? '';
  return JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as unknown;
}

const auth = (username: string, secret: string): object => ({
  username,
  password: secret,
  auth: Buffer.from(`${username}:${secret}`).toString('base64'),
});
const both = { auths: { 'r.example.com': auth('ci', password), 'q.example.com/team': auth('bot', 'other-secret') } };

describe('the Secret', () => {
  it('is written into each namespace, with type, label and owner', async () => {
    const { exitCode, stdout, stderr } = await applied(['--all', '--namespace', 'web', '--namespace', 'team-*']);
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(stderr).toContain('web: wrote the Secret ts-reg\n');
    expect(stderr).toContain('3 changed, 0 up to date, 0 failed\n');
    for (const namespace of ['web', 'team-a', 'team-b']) expect(authsIn(namespace)).toEqual(both);
    expect(pod.cluster.secret('kube-system')).toBeUndefined();
    expect(pod.cluster.secret('web')).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'ts-reg' },
        managedFields: [{ manager: 'ts-reg', operation: 'Apply' }],
      },
    });
  });

  it('is not written again when nothing changed, and is when something did', async () => {
    const words = ['--all', '--namespace', 'web', '--namespace', 'team-*'];
    await applied(words);
    expect((await applied(words)).stderr).toBe('0 changed, 3 up to date, 0 failed\n');
    expect(pod.cluster.count('patch', 'secrets')).toBe(3);
    await cli.run(['registry', 'update', 'r.example.com', 'ci', 'new-secret', '--skip-validate']);
    expect((await applied(words)).stderr).toContain('3 changed, 0 up to date, 0 failed\n');
    expect(authsIn('web')).toMatchObject({ auths: { 'r.example.com': { password: 'new-secret' } } });
  });

  it('has the registries that are named, and the name that is given', async () => {
    await applied(['r.example.com', '--namespace', 'web', '--name', 'pull.secret']);
    expect(authsIn('web', 'pull.secret')).toEqual({ auths: { 'r.example.com': both.auths['r.example.com'] } });
  });

  it('is told of as JSON', async () => {
    await applied(['--all', '--namespace', 'web']);
    const { exitCode, stdout } = await applied(['--all', '--namespace', 'web', '--namespace', 'gone', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      { namespace: 'web', outcome: 'unchanged', message: null, hint: null },
      {
        namespace: 'gone',
        outcome: 'failed',
        message: 'namespace gone: the API server refuses: namespaces "gone" not found',
        hint: 'kubectl create namespace gone',
      },
    ]);
  });
});

describe('a Secret of somebody else', () => {
  const kubectl = { manager: 'kubectl-create', operation: 'Update' } as const;
  const foreign = (labels: Readonly<Record<string, string>> = {}): void => {
    const metadata = { name: 'ts-reg', namespace: 'web', labels };
    const type = 'kubernetes.io/dockerconfigjson';
    pod.cluster.objects.put(
      'secrets/web/ts-reg',
      { kind: 'Secret', type, metadata, data: { '.dockerconfigjson': 'e30=' } },
      kubectl,
    );
  };

  it.each([{}, { 'app.kubernetes.io/managed-by': 'ts-reg' }, { 'app.kubernetes.io/managed-by': 'helm' }])(
    'is refused and stays, labels %j',
    async (labels) => {
      foreign(labels);
      const { exitCode, stderr } = await applied(['--all', '--namespace', '*']);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        'Error: namespace web: the Secret ts-reg was not made by ts-reg kubernetes apply (its field managers: kubectl-create)\n' +
          'hint: use another name: --name ts-reg-ts-reg\n',
      );
      expect(stderr).toContain('3 changed, 0 up to date, 1 failed\n');
      expect(pod.cluster.secret('web')?.data).toEqual({ '.dockerconfigjson': 'e30=' });
      expect((await applied(['--all', '--namespace', 'web', '--name', 'ts-reg-ts-reg'])).exitCode).toBe(0);
    },
  );

  it('is refused when somebody took our label away', async () => {
    await applied(['--all', '--namespace', 'web']);
    const ours = pod.cluster.secret('web');
    if (ours === undefined) throw new Error('no Secret');
    const metadata = { ...ours.metadata, labels: {} };
    pod.cluster.objects.put('secrets/web/ts-reg', { ...ours, metadata }, kubectl);
    expect((await applied(['--all', '--namespace', 'web'])).stderr).toContain('was not made by ts-reg');
  });

  it('is not overwritten when it comes between the look and the write', async () => {
    let isMade = false;
    pod.cluster.interfere = ({ verb }) => {
      if (verb === 'patch' && !isMade) {
        isMade = true;
        foreign();
      }
      return undefined;
    };
    const { exitCode, stderr } = await applied(['--all', '--namespace', 'web']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'namespace web: conflict in the Secret ts-reg: kubectl-create owns .data..dockerconfigjson',
    );
    expect(pod.cluster.secret('web')?.data).toEqual({ '.dockerconfigjson': 'e30=' });
  });
});

describe('a conflict of field managers', () => {
  /** Another manager changes a part of our Secret. */
  async function edited(change: (ours: NonNullable<ReturnType<typeof pod.cluster.secret>>) => object): Promise<void> {
    await applied(['--all', '--namespace', 'web']);
    const ours = pod.cluster.secret('web');
    if (ours === undefined) throw new Error('no Secret');
    const merged = { ...ours, ...change(ours) };
    pod.cluster.objects.put('secrets/web/ts-reg', merged, { manager: 'kubectl-edit', operation: 'Update' });
  }

  it('is none for an annotation that ts-reg does not write: it stays', async () => {
    const annotations = { 'example.com/note': 'x' };
    await edited(({ metadata }) => ({ metadata: { ...metadata, annotations } }));
    expect(await applied(['--all', '--namespace', 'web'])).toMatchObject({ exitCode: 0 });
    expect(pod.cluster.secret('web')?.metadata.annotations).toMatchObject(annotations);
  });

  it('is an error that names manager and field, and nothing is forced', async () => {
    await edited(() => ({ data: { '.dockerconfigjson': 'e30=' } }));
    const { exitCode, stderr } = await applied(['--all', '--namespace', 'web']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `Error: namespace web: conflict in the Secret ts-reg: kubectl-edit owns .data..dockerconfigjson\n` +
        'hint: to give it back to ts-reg, delete it: kubectl delete secret ts-reg --namespace web\n',
    );
    expect(pod.cluster.secret('web')?.data).toEqual({ '.dockerconfigjson': 'e30=' });
    pod.cluster.objects.delete('secrets/web/ts-reg');
    expect((await applied(['--all', '--namespace', 'web'])).exitCode).toBe(0);
  });
});

describe('--service-account', () => {
  it('adds the Secret once and keeps the others', async () => {
    const account = { kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'web' } };
    const others = [{ name: 'of-helm' }, { name: 'of-ops' }];
    pod.cluster.objects.put(
      'serviceaccounts/web/default',
      { ...account, imagePullSecrets: others },
      { manager: 'helm', operation: 'Update' },
    );
    const words = ['--all', '--namespace', 'web', '--service-account', 'default'];
    expect((await applied(words)).stderr).toContain('web: added it to the service account default\n');
    expect(pod.cluster.account('web')?.imagePullSecrets).toEqual([...others, { name: 'ts-reg' }]);
    expect((await applied(words)).stderr).toBe('0 changed, 1 up to date, 0 failed\n');
    expect(pod.cluster.count('patch', 'serviceaccounts')).toBe(1);
  });

  it('heeds a change at the same moment', async () => {
    let changes = 2;
    pod.cluster.interfere = ({ verb, resource }) => {
      if (verb !== 'patch' || resource !== 'serviceaccounts' || changes === 0) return undefined;
      changes -= 1;
      const before = pod.cluster.account('web');
      const imagePullSecrets = [...(before?.imagePullSecrets ?? []), { name: `other-${changes}` }];
      pod.cluster.objects.put(
        'serviceaccounts/web/default',
        { kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'web' }, imagePullSecrets },
        { manager: 'ops', operation: 'Update' },
      );
      return undefined;
    };
    expect((await applied(['--all', '--namespace', 'web', '--service-account', 'default'])).exitCode).toBe(0);
    expect(pod.cluster.account('web')?.imagePullSecrets).toEqual([
      { name: 'other-1' },
      { name: 'other-0' },
      { name: 'ts-reg' },
    ]);
  });

  it('says when there is none', async () => {
    const { exitCode, stderr } = await applied(['--all', '--namespace', 'web', '--service-account', 'builder']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Error: namespace web: there is no service account builder\n');
    expect(authsIn('web')).toEqual(both);
  });
});

describe('the API server', () => {
  it('gets the new token when the old one is refused', async () => {
    pod.cluster.tokens.clear();
    pod.cluster.tokens.add('second.account.token');
    pod.cluster.onRefusedToken = () => {
      pod.rotate('second.account.token');
    };
    expect((await applied(['--all', '--namespace', 'web'])).exitCode).toBe(0);
    expect(pod.cluster.calls.map(({ verb, status }) => [verb, status])).toEqual([
      ['get', 401],
      ['get', 404],
      ['patch', 201],
    ]);
  });

  it('that refuses the token is one error, however many namespaces there are', async () => {
    pod.cluster.tokens.clear();
    pod.cluster.tokens.add('another');
    const { exitCode, stderr } = await applied(['--all', '--namespace', 'web', '--namespace', 'team-a']);
    expect([exitCode, stderr]).toEqual([
      2,
      'Error: the API server refuses: Unauthorized\n' +
        'hint: is the service account still there? kubectl get serviceaccounts --all-namespaces\n',
    ]);
  });

  it('that is busy is asked again after its Retry-After', async () => {
    pod.cluster.throttle = { times: 3, seconds: 1 };
    const begun = performance.now();
    expect((await applied(['--all', '--namespace', 'web'])).exitCode).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(2_900);
    expect(pod.cluster.calls.filter(({ status }) => status === 429)).toHaveLength(3);
  });

  it('that does not answer is named', async () => {
    await pod.cluster.close();
    const { exitCode, stderr } = await applied(['--all', '--namespace', 'web']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `Error: the API server (127.0.0.1:${pod.cluster.port}) did not answer: connection refused\nhint: `,
    );
    expect(stderr.split('\n')).toHaveLength(3);
  });

  it('with another authority is not trusted, nor sent the token', async () => {
    const other = await startKubernetesPod();
    other.cluster.addNamespace('web');
    const environment = { KUBERNETES_SERVICE_PORT: String(other.cluster.port) };
    const { stderr } = await applied(['--all', '--namespace', 'web'], { environment });
    await other.close();
    expect(stderr).toContain('TLS certificate is not signed by a trusted authority');
    expect(other.cluster.calls).toEqual([]);
  });
});

describe('before anything is written', () => {
  it.each([
    [['--namespace', 'web'], 'name the registries, or give --all'],
    [['--all'], 'no namespace was given'],
    [['--all', 'r.example.com', '--namespace', 'web'], 'not both'],
    [['--all', '--namespace', 'Web'], 'is not the name or pattern of a namespace'],
    [['--all', '--namespace', 'a/../b'], 'is not the name or pattern of a namespace'],
    [['--all', '--namespace', 'web', '--name', 'Pull_Secret'], 'Secret name'],
    [['--all', '--namespace', 'web', '--service-account', 'a/b'], 'is not the name of a service account'],
  ])('%j is refused: exit 2', async (words, reason) => {
    const { exitCode, stderr } = await applied(words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(reason);
    expect(pod.cluster.calls).toEqual([]);
  });

  it('a credential that cannot be had is named, and nothing is written', async () => {
    const { exitCode, stderr } = await applied(['r.example.com', 'absent.example.com', '--namespace', 'web']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('absent.example.com: registry not found in DB');
    expect(stderr).toContain('nothing was written: 1 of 2 credentials are missing');
    expect(pod.cluster.calls).toEqual([]);
  });

  it('a pattern that matches nothing is said', async () => {
    const { exitCode, stderr } = await applied(['--all', '--namespace', 'none-*']);
    expect([exitCode, stderr]).toEqual([1, 'Error: no namespace matches\nhint: kubectl get namespaces\n']);
  });

  it('an Anchore deployment is refused', async () => {
    const { exitCode, stderr } = await applied(['--all', '--namespace', 'web', '--url', 'http://127.0.0.1:1/v1']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot be read back');
  });
});
