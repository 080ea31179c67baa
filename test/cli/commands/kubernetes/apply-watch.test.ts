/** `ts-reg kubernetes apply --watch`: new namespaces, broken watches, and tokens that are never about to end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliHome, type CliResult, startCli } from '../../../support/cli-run.js';
import { type KubernetesPod, startKubernetesPod } from '../../../support/kubernetes-pod.js';

let cli: CliHome;
let pod: KubernetesPod;
let stop: AbortController;
let ended: Promise<CliResult>;
beforeEach(async () => {
  cli = startCli();
  pod = await startKubernetesPod({ bookmarkMs: 50 });
  stop = new AbortController();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'first-secret', '--skip-validate']);
});
afterEach(async () => {
  stop.abort('SIGTERM');
  await ended;
  cli.dispose();
  await pod.close();
});

function watch(...words: readonly string[]): void {
  ended = cli.run(['kubernetes', 'apply', '--all', '--watch', ...words], {
    environment: pod.environment,
    interrupted: stop.signal,
  });
}

/** Milliseconds until it is so. */
async function until(isSo: () => boolean): Promise<number> {
  const begun = performance.now();
  while (!isSo()) {
    if (performance.now() - begun > 20_000) throw new Error('it never came to be');
    await sleep(5);
  }
  return performance.now() - begun;
}

const isWatching = (): boolean => pod.cluster.count('watch', 'namespaces') > 0;

describe('a new namespace', () => {
  it('gets its Secret within a second, by name and by pattern; others get none', async () => {
    pod.cluster.addNamespace('web');
    watch('--namespace', 'web', '--namespace', 'later', '--namespace', 'team-*');
    await until(() => isWatching() && pod.cluster.secret('web') !== undefined);
    for (const name of ['team-a', 'other', 'later']) {
      pod.cluster.addNamespace(name);
      if (name !== 'other') expect(await until(() => pod.cluster.secret(name) !== undefined)).toBeLessThan(1_000);
    }
    expect(pod.cluster.secret('other')).toBeUndefined();
  });

  it('whose service account comes later gets both, without a word of trouble', async () => {
    watch('--namespace', 'team-*', '--service-account', 'default');
    await until(isWatching);
    pod.cluster.addNamespace('team-a', []);
    await until(() => pod.cluster.secret('team-a') !== undefined);
    pod.cluster.addNamespace('team-a');
    await until(() => pod.cluster.account('team-a')?.imagePullSecrets?.[0]?.name === 'ts-reg');
    await sleep(500);
    stop.abort('SIGTERM');
    const { stderr } = await ended;
    expect(stderr).not.toContain('Error');
    expect(stderr).toContain('team-a: wrote the Secret ts-reg\nteam-a: added it to the service account default\n');
  });

  it('is found after the connection broke and after the place in the events was forgotten', async () => {
    watch('--namespace', 'team-*');
    await until(isWatching);
    pod.cluster.dropConnections();
    pod.cluster.addNamespace('team-a');
    await until(() => pod.cluster.secret('team-a') !== undefined);
    const lists = pod.cluster.count('list', 'namespaces');
    pod.cluster.addNamespace('team-b');
    pod.cluster.objects.compact();
    pod.cluster.dropConnections();
    pod.cluster.addNamespace('team-c');
    await until(() => pod.cluster.secret('team-b') !== undefined && pod.cluster.secret('team-c') !== undefined);
    await sleep(200);
    expect(pod.cluster.count('list', 'namespaces') - lists).toBeLessThanOrEqual(1);
  });

  it('is watched from the last bookmark, so that forgotten events cost no new list', async () => {
    watch('--namespace', 'team-*');
    await until(isWatching);
    // Others move the version; the bookmark tells of it.
    pod.cluster.objects.compact();
    await sleep(200);
    const lists = pod.cluster.count('list', 'namespaces');
    const watches = pod.cluster.count('watch', 'namespaces');
    pod.cluster.dropConnections();
    await until(() => pod.cluster.count('watch', 'namespaces') > watches);
    pod.cluster.addNamespace('team-a');
    await until(() => pod.cluster.secret('team-a') !== undefined);
    expect(pod.cluster.count('list', 'namespaces')).toBe(lists);
  });

  it('is tried again until the server lets it', async () => {
    watch('--namespace', 'team-*');
    await until(isWatching);
    let refusals = 2;
    pod.cluster.interfere = ({ verb }) => {
      if (verb !== 'patch' || refusals === 0) return undefined;
      refusals -= 1;
      return { status: 403, body: { kind: 'Status', message: 'secrets "ts-reg" is forbidden' } };
    };
    pod.cluster.addNamespace('team-a');
    await until(() => pod.cluster.secret('team-a') !== undefined);
    stop.abort('SIGTERM');
    const { stderr } = await ended;
    expect(
      stderr.match(/Error: namespace team-a: the API server refuses: secrets "ts-reg" is forbidden/g),
    ).toHaveLength(1);
  });
});

describe('without the right to list namespaces', () => {
  it('names are served all the same; a pattern is an error that says what is missing', async () => {
    pod.cluster.addNamespace('web');
    pod.cluster.interfere = ({ resource }) =>
      resource === 'namespaces'
        ? { status: 403, body: { kind: 'Status', message: 'namespaces is forbidden' } }
        : undefined;
    watch('--namespace', 'web');
    await until(() => pod.cluster.secret('web') !== undefined);
    await sleep(500);
    stop.abort('SIGTERM');
    const { stderr } = await ended;
    expect(stderr).toContain('web: wrote the Secret ts-reg\n');
    expect(stderr).not.toContain('Error');
    stop = new AbortController();
    watch('--namespace', '*');
    await until(() => pod.cluster.count('list', 'namespaces') > 1);
    await sleep(500);
    stop.abort('SIGTERM');
    expect((await ended).stderr).toContain('kubectl auth can-i list namespaces');
  });
});
