import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyPullSecret, type PullSecret } from '../../src/kubernetes/pull-secret.js';
import { pullSecretData } from '../../src/outputs/kubernetes-secret.js';
import { startServer, type TestServer } from './kubernetes-server.js';

let test: TestServer;
beforeEach(async () => {
  test = await startServer();
  test.cluster.addNamespace('web');
});
afterEach(() => test.cluster.close());

const end = Date.UTC(2026, 0, 2, 3);
const of = (auths: PullSecret['auths']): Pick<PullSecret, 'auths' | 'data'> => ({ auths, data: pullSecretData(auths) });
const wanted: PullSecret = {
  name: 'ts-reg',
  ...of({ a: { auth: 'YTph' }, b: { auth: 'Yjpi' } }),
  expiresAt: end,
  missing: [],
};
const auths = (): unknown =>
  JSON.parse(Buffer.from(test.cluster.secret('web')?.data?.['.dockerconfigjson'] ?? '', 'base64').toString('utf8'));

it('is written when it is new or would change, its end with it', async () => {
  expect(await applyPullSecret(test.server, 'web', wanted)).toBe(true);
  expect(await applyPullSecret(test.server, 'web', wanted)).toBe(false);
  expect(test.cluster.secret('web')?.metadata.annotations).toEqual({ 'ts-reg/expires-at': '2026-01-02T03:00:00Z' });
  expect(await applyPullSecret(test.server, 'web', { ...wanted, expiresAt: end + 1_000 })).toBe(true);
  expect(await applyPullSecret(test.server, 'web', { ...wanted, expiresAt: undefined })).toBe(true);
  expect(test.cluster.secret('web')?.metadata.annotations).toEqual({});
  expect(await applyPullSecret(test.server, 'web', { ...wanted, expiresAt: undefined })).toBe(false);
});

it('keeps what it has for a registry that cannot be had now, and the earlier end', async () => {
  await applyPullSecret(test.server, 'web', wanted);
  const partly = { ...wanted, ...of({ a: { auth: 'bmV3' } }), expiresAt: end + 60_000, missing: ['b', 'c'] };
  expect(await applyPullSecret(test.server, 'web', partly)).toBe(true);
  expect(auths()).toEqual({ auths: { a: { auth: 'bmV3' }, b: { auth: 'Yjpi' } } });
  expect(test.cluster.secret('web')?.metadata.annotations).toEqual({ 'ts-reg/expires-at': '2026-01-02T03:00:00Z' });
  // A registry that is no longer asked for goes.
  await applyPullSecret(test.server, 'web', { ...partly, missing: [] });
  expect(auths()).toEqual({ auths: { a: { auth: 'bmV3' } } });
});

it.each(['', 'bm8ganNvbg==', 'e30=', 'eyJhdXRocyI6eyJiIjoxfX0='])(
  'that holds something odd (%j) is replaced by what there is',
  async (data) => {
    await applyPullSecret(test.server, 'web', wanted);
    const ours = test.cluster.secret('web');
    if (ours === undefined) throw new Error('no Secret');
    test.cluster.objects.apply('secrets/web/ts-reg', { ...ours, data: { '.dockerconfigjson': data } }, 'ts-reg');
    await applyPullSecret(test.server, 'web', { ...wanted, ...of({ a: { auth: 'bmV3' } }), missing: ['b'] });
    expect(auths()).toEqual({ auths: { a: { auth: 'bmV3' } } });
  },
);

it('keeps labels and annotations of others', async () => {
  await applyPullSecret(test.server, 'web', wanted);
  const ours = test.cluster.secret('web');
  if (ours === undefined) throw new Error('no Secret');
  const metadata = { ...ours.metadata, labels: { ...ours.metadata.labels, team: 'web' } };
  test.cluster.objects.put('secrets/web/ts-reg', { ...ours, metadata }, { manager: 'ops', operation: 'Update' });
  expect(await applyPullSecret(test.server, 'web', wanted)).toBe(false);
  await applyPullSecret(test.server, 'web', { ...wanted, ...of({}) });
  expect(test.cluster.secret('web')?.metadata.labels).toMatchObject({ team: 'web' });
});
