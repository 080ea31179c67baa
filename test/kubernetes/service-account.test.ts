import { afterEach, beforeEach, expect, it } from 'vitest';
import { addToServiceAccount } from '../../src/kubernetes/service-account.js';
import { startServer, type TestServer } from './kubernetes-server.js';

let test: TestServer;
beforeEach(async () => {
  test = await startServer();
  test.cluster.addNamespace('web');
});
afterEach(() => test.cluster.close());

const at = { namespace: 'web', account: 'default', secret: 'ts-reg' };

it('has the Secret once', async () => {
  expect(await addToServiceAccount(test.server, at)).toBe(true);
  expect(await addToServiceAccount(test.server, at)).toBe(false);
  expect(await addToServiceAccount(test.server, { ...at, secret: 'other' })).toBe(true);
  expect(test.cluster.account('web')?.imagePullSecrets).toEqual([{ name: 'ts-reg' }, { name: 'other' }]);
});

it('that does not exist, or changes without end, is an error', async () => {
  await expect(addToServiceAccount(test.server, { ...at, account: 'x' })).rejects.toMatchObject({ kind: 'not-found' });
  test.cluster.interfere = ({ verb }) =>
    verb === 'patch' ? { status: 409, body: { kind: 'Status', message: 'modified' } } : undefined;
  await expect(addToServiceAccount(test.server, at)).rejects.toThrow('the service account default keeps changing');
  expect(test.cluster.count('patch', 'serviceaccounts')).toBe(5);
});
