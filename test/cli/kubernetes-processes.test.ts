/** `ts-reg kubernetes apply` as a process: a large cluster, a watch, a stop, and kubectl as the way to the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KubernetesPod, startKubernetesPod } from '../support/kubernetes-pod.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { type LoopbackKubernetes, startLoopbackKubernetes } from '../support/loopback-kubernetes.js';
import { createPrivateCa } from '../support/private-ca.js';
import { run, runsOnNode, tsReg } from '../support/spawned.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const accounts = [1, 2, 3, 4, 5].map((account) => String(account).padStart(12, '0'));
/** A stop is no failure; a slow machine ends it by the signal before it ends itself. */
const stops = [0, 143, 'SIGTERM'];
let home: string;
let aws: LoopbackAws;
let pod: KubernetesPod;
let environment: Readonly<Record<string, string>>;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-kubernetes-'));
  aws = await startLoopbackAws({
    keys: [{ ...key, account: '000000000001', arn: 'arn:aws:iam::000000000001:user/ci' }],
  });
  pod = await startKubernetesPod({ bookmarkMs: 100 });
  environment = { TS_REG_HOME: join(home, 'ts-reg'), HOME: home, TMPDIR: home, ...pod.environment };
});
afterEach(async () => {
  await Promise.all([aws.close(), pod.close()]);
  rmSync(home, { recursive: true, force: true });
});

async function storeAll(): Promise<void> {
  for (const account of accounts) {
    const registry = `${account}.dkr.ecr.us-east-1.amazonaws.com`;
    const words = ['registry', 'add', registry, key.accessKeyId, '--skip-validate', '--endpoint', aws.url];
    const added = await run(tsReg, words, { environment: { ...environment, TS_REG_PASSWORD: key.secretAccessKey } });
    expect(added.exitCode, added.stderr).toBe(0);
  }
  // What add asked AWS for does not count.
  rmSync(join(home, 'ts-reg', 'tokens'), { recursive: true, force: true });
}

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | string>;
  /** Most memory so far, in MiB. */
  readonly memory: () => number;
}

/** Ended after each test, also after one that failed; SIGTERM also ends their `kubectl proxy`. */
const started = new Set<ChildProcess>();
afterEach(() => {
  for (const child of started) child.kill('SIGTERM');
  started.clear();
});

function start(words: readonly string[], variables: Readonly<Record<string, string>> = environment): Started {
  const child = spawn(tsReg, ['kubernetes', 'apply', ...words], {
    env: { PATH: process.env['PATH'], AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  let [said, memory] = ['', 0];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const look = (): number => {
    try {
      const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8')) ?? [];
      memory = Math.max(memory, Number(kilobytes) / 1_024);
    } catch {
      // It has ended.
    }
    return memory;
  };
  const timer = setInterval(look, 20);
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => {
      clearInterval(timer);
      resolve(code ?? signal ?? '');
    });
  });
  return { child, said: () => said, ended, memory: look };
}

async function until(isSo: () => boolean): Promise<number> {
  const begun = performance.now();
  while (!isSo()) {
    if (performance.now() - begun > 60_000) throw new Error('it never came to be');
    await sleep(5);
  }
  return performance.now() - begun;
}

describe('500 namespaces and 5 registries', () => {
  it('take 5 exchanges and 500 writes, a second run none, within 100 MB; a watch the same', async () => {
    await storeAll();
    for (let index = 0; index < 500; index += 1) pod.cluster.addNamespace(`team-${index}`);
    const before = aws.count('GetAuthorizationToken');
    const first = start(['--all', '--namespace', 'team-*', '--service-account', 'default']);
    expect(await first.ended, first.said()).toBe(0);
    expect(first.said()).toContain('500 changed, 0 up to date, 0 failed\n');
    expect(aws.count('GetAuthorizationToken') - before).toBe(5);
    expect(pod.cluster.count('patch', 'secrets')).toBe(500);
    expect(pod.cluster.count('patch', 'serviceaccounts')).toBe(500);

    const second = start(['--all', '--namespace', 'team-*', '--service-account', 'default']);
    expect(await second.ended, second.said()).toBe(0);
    expect(second.said()).toBe('0 changed, 500 up to date, 0 failed\n');
    expect(aws.count('GetAuthorizationToken') - before).toBe(5);
    expect(pod.cluster.count('patch', 'secrets')).toBe(500);

    const third = start(['--all', '--namespace', 'team-*', '--watch']);
    await until(() => pod.cluster.count('watch', 'namespaces') > 0);
    pod.cluster.addNamespace('team-new');
    expect(await until(() => pod.cluster.secret('team-new') !== undefined)).toBeLessThan(1_000);
    const auths = JSON.parse(
      Buffer.from(pod.cluster.secret('team-new')?.data?.['.dockerconfigjson'] ?? '', 'base64').toString('utf8'),
    ) as { readonly auths: Readonly<Record<string, { readonly password: string }>> };
    expect(Object.keys(auths.auths)).toHaveLength(5);
    for (const { password } of Object.values(auths.auths)) expect(aws.isValidToken(password)).toBe(true);
    const used = [first, second, third].map(({ memory }) => memory());
    third.child.kill('SIGTERM');
    expect(stops).toContain(await third.ended);
    process.stdout.write(`kubernetes apply, 500 namespaces: ${used.map(Math.round).join(', ')} MiB\n`);
    expect(Math.max(...used)).toBeLessThanOrEqual(100);
  }, 240_000);
});

describe('a watch', () => {
  it('goes on with a rotated token, says each refusal once, and shows no secret', async () => {
    await storeAll();
    pod.cluster.addNamespace('team-a');
    const foreign = { kind: 'Secret', type: 'Opaque', metadata: { name: 'ts-reg', namespace: 'team-a' }, data: {} };
    pod.cluster.objects.put(
      'secrets/team-a/ts-reg',
      { ...foreign, data: { x: 'eA==' } },
      { manager: 'helm', operation: 'Update' },
    );
    const watch = start(['--all', '--namespace', 'team-*', '--watch', '--debug']);
    await until(() => pod.cluster.count('watch', 'namespaces') > 0);
    const args = readFileSync(`/proc/${watch.child.pid ?? 0}/cmdline`, 'utf8');
    pod.rotate('second.account.token');
    pod.cluster.dropConnections();
    pod.cluster.addNamespace('team-b');
    await until(() => pod.cluster.secret('team-b') !== undefined);
    await until(() => watch.said().includes('was not made by ts-reg kubernetes apply (its field managers: helm)'));
    await sleep(2_000);
    watch.child.kill('SIGTERM');
    expect(stops).toContain(await watch.ended);
    expect(watch.said().match(/was not made by ts-reg/g)).toHaveLength(1);
    expect(pod.cluster.secret('team-a')?.data).toEqual({ x: 'eA==' });
    const [token = ''] =
      /"password":"([^"]+)"/
        .exec(Buffer.from(pod.cluster.secret('team-b')?.data?.['.dockerconfigjson'] ?? '', 'base64').toString('utf8'))
        ?.slice(1) ?? [];
    expect(token).not.toBe('');
    for (const secret of [token, key.secretAccessKey, 'account.token'])
      for (const text of [watch.said(), args]) expect(text).not.toContain(secret);
  });
});

describe('through kubectl', () => {
  let server: LoopbackKubernetes;
  beforeEach(async () => {
    // Over plain http kubectl sends no token.
    const ca = await createPrivateCa('cluster authority');
    server = await startLoopbackKubernetes({ bookmarkMs: 100, tls: await ca.issue(['127.0.0.1']) });
    server.tokens.add('token-of-the-kubeconfig');
    server.addNamespace('web');
    mkdirSync(join(home, '.kube'));
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'loop',
      clusters: [
        {
          name: 'loop',
          cluster: { server: server.url, 'certificate-authority-data': Buffer.from(ca.caPem).toString('base64') },
        },
      ],
      users: [{ name: 'me', user: { token: 'token-of-the-kubeconfig' } }],
      contexts: [{ name: 'loop', context: { cluster: 'loop', user: 'me' } }],
    };
    writeFileSync(join(home, '.kube', 'config'), JSON.stringify(config), { mode: 0o600 });
    const inPod = ['TS_REG_SERVICE_ACCOUNT', 'KUBERNETES_SERVICE_HOST'];
    environment = Object.fromEntries(Object.entries(environment).filter(([name]) => !inPod.includes(name)));
    const added = await run(tsReg, ['registry', 'add', 'r.example.com', 'ci', '--skip-validate'], {
      environment: { ...environment, TS_REG_PASSWORD: 'first-secret' },
    });
    expect(added.exitCode, added.stderr).toBe(0);
  });
  afterEach(() => server.close());

  const apply = (...words: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> =>
    run(tsReg, ['kubernetes', 'apply', '--all', ...words], { environment });

  it('the Secret is written, once; nothing of kubectl is left', async () => {
    const first = await apply('--namespace', 'web', '--service-account', 'default');
    expect(first.exitCode, first.stderr).toBe(0);
    expect(server.secret('web')?.metadata.managedFields).toMatchObject([{ manager: 'ts-reg', operation: 'Apply' }]);
    expect(server.account('web')?.imagePullSecrets).toEqual([{ name: 'ts-reg' }]);
    const second = await apply('--namespace', '*');
    expect([second.exitCode, second.stderr]).toEqual([0, '0 changed, 1 up to date, 0 failed\n']);
    expect(readdirSync(home).filter((name) => name.startsWith('ts-reg-'))).toEqual([]);
  });

  it('a watch finds new namespaces, and ends kubectl with itself', async () => {
    const watch = start(['--all', '--namespace', 'team-*', '--watch'], environment);
    await until(() => server.count('watch', 'namespaces') > 0);
    server.addNamespace('team-a');
    expect(await until(() => server.secret('team-a') !== undefined)).toBeLessThan(1_000);
    const children = readFileSync(`/proc/${watch.child.pid ?? 0}/task/${watch.child.pid ?? 0}/children`, 'utf8').trim();
    expect(children).toMatch(/^\d+/);
    watch.child.kill('SIGTERM');
    expect(stops).toContain(await watch.ended);
    await until(() => children.split(' ').every((pid) => !isRunning(Number(pid))));
    expect(readdirSync(home).filter((name) => name.startsWith('ts-reg-'))).toEqual([]);
  });

  it('a conflict, a refused token and a server that is gone are errors', async () => {
    await apply('--namespace', 'web');
    const ours = server.secret('web');
    if (ours === undefined) throw new Error('no Secret');
    server.objects.put(
      'secrets/web/ts-reg',
      { ...ours, data: { '.dockerconfigjson': 'e30=' } },
      { manager: 'kubectl-edit', operation: 'Update' },
    );
    const conflict = await apply('--namespace', 'web');
    expect(conflict.exitCode).toBe(1);
    expect(conflict.stderr).toContain('conflict in the Secret ts-reg: kubectl-edit owns .data..dockerconfigjson\n');
    server.tokens.clear();
    server.tokens.add('another');
    const refused = await apply('--namespace', 'web');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('refuses: Unauthorized') as string });
    await server.close();
    const gone = await apply('--namespace', 'web');
    expect(gone.exitCode).not.toBe(0);
    expect(gone.stderr).toContain('hint: ');
  });

  it('is refused where there is none', async () => {
    const words = ['kubernetes', 'apply', '--all', '--namespace', 'web'];
    const [program, ...args] = runsOnNode
      ? ([process.execPath, tsReg, ...words] as const)
      : ([tsReg, ...words] as const);
    const { exitCode, stderr } = await run(program, args, { environment: { ...environment, PATH: home } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('this is not a pod, and kubectl is not on the PATH\nhint: ts-reg registry export');
  });
});

function isRunning(pid: number): boolean {
  try {
    return !/State:\s+Z/.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
