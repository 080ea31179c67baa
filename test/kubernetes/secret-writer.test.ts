import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeNamespace } from '../../src/kubernetes/secret-writer.js';
import { pullSecretData } from '../../src/outputs/kubernetes-secret.js';
import { startServer, type TestServer } from './kubernetes-server.js';

let test: TestServer;
beforeEach(async () => {
  test = await startServer();
  test.cluster.addNamespace('web');
});
afterEach(() => test.cluster.close());

it('tells what is done, also before what was refused', async () => {
  const secret = { name: 'ts-reg', auths: {}, data: pullSecretData({}), expiresAt: undefined, missing: [] };
  const accounts = ['default', 'builder'];
  const first = await writeNamespace(test.server, 'web', { secret, accounts });
  expect(first).toMatchObject({ secret: 'written', accounts: ['default'], error: { kind: 'not-found' } });
  const second = await writeNamespace(test.server, 'web', { secret, accounts: ['default'] });
  expect(second).toEqual({ secret: 'unchanged', accounts: [], error: undefined });
  expect(await writeNamespace(test.server, 'gone', { secret, accounts })).toMatchObject({ secret: 'failed' });
});
