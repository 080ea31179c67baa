import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TsRegError } from '../../src/errors.js';
import { followNamespaces, listNamespaces } from '../../src/kubernetes/namespaces.js';
import { startServer, type TestServer } from './kubernetes-server.js';

let test: TestServer;
beforeEach(async () => {
  test = await startServer();
});
afterEach(() => test.cluster.close());

it('are listed in pages, without those that are being deleted or have no name', async () => {
  for (let index = 0; index < 1_203; index += 1) test.cluster.addNamespace(`team-${index}`, []);
  const ending = { kind: 'Namespace', metadata: { name: 'old' }, status: { phase: 'Terminating' } };
  test.cluster.objects.put('namespaces/old', ending, { manager: 'x', operation: 'Update' });
  test.cluster.objects.put(
    'namespaces/odd',
    { kind: 'Namespace', metadata: { name: '../secrets' } },
    { manager: 'x', operation: 'Update' },
  );
  const { names, resourceVersion } = await listNamespaces(test.server);
  expect([names.length, names[1_202], resourceVersion]).toEqual([
    1_203,
    'team-1202',
    String(test.cluster.objects.version),
  ]);
  expect(test.cluster.count('list', 'namespaces')).toBe(3);
});

it('are listed again when the list was forgotten meanwhile', async () => {
  for (let index = 0; index < 600; index += 1) test.cluster.addNamespace(`team-${index}`, []);
  let lists = 0;
  test.cluster.interfere = () =>
    (lists += 1) === 2 ? { status: 410, body: { kind: 'Status', code: 410 } } : undefined;
  expect((await listNamespaces(test.server)).names).toHaveLength(600);
  expect(lists).toBe(4);
});

it('are told of as they come and go; trouble is told with how often', async () => {
  const told: string[] = [];
  const troubles: [string, number][] = [];
  const following = followNamespaces(test.server, await listNamespaces(test.server), {
    signal: test.stop.signal,
    onNamespace: (name) => told.push(`+${name}`),
    onGone: (name) => told.push(`-${name}`),
    onTrouble: (error: TsRegError, failures) => troubles.push([error.kind, failures]),
  });
  test.cluster.addNamespace('team-a', []);
  await sleep(300);
  test.cluster.objects.delete('namespaces/team-a');
  await sleep(300);
  let refusals = 2;
  test.cluster.interfere = ({ verb }) =>
    verb === 'watch' && refusals-- > 0 ? { status: 403, body: { kind: 'Status', message: 'no' } } : undefined;
  test.cluster.dropConnections();
  await sleep(4_000);
  test.cluster.addNamespace('team-b', []);
  await sleep(500);
  test.stop.abort();
  await following;
  expect(told).toEqual(['+team-a', '-team-a', '+team-b']);
  expect(troubles.slice(-2)).toEqual([
    ['refused', 2],
    ['refused', 3],
  ]);
});

it('that were deleted while the place of the watch was forgotten are told as gone', async () => {
  for (const name of ['stays', 'goes']) test.cluster.addNamespace(name, []);
  const gone: string[] = [];
  const listed = await listNamespaces(test.server);
  test.cluster.objects.delete('namespaces/goes');
  let isForgotten = true;
  test.cluster.interfere = ({ verb }) => {
    if (verb !== 'watch' || !isForgotten) return undefined;
    isForgotten = false;
    return { status: 410, body: { kind: 'Status', code: 410 } };
  };
  const following = followNamespaces(test.server, listed, {
    signal: test.stop.signal,
    onNamespace: () => undefined,
    onGone: (name) => gone.push(name),
    onTrouble: () => undefined,
  });
  for (let tries = 0; tries < 100 && gone.length === 0; tries += 1) await sleep(50);
  test.stop.abort();
  await following;
  expect(gone).toEqual(['goes']);
});
