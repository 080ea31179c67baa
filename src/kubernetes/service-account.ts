/** Adds the Secret to the pull secrets of a service account; its pods then need no `imagePullSecrets` of their own. */
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import type { ApiServer } from './api-server.js';
import { listAt, textAt } from './json-value.js';
import { fieldManager } from './pull-secret.js';

/** Somebody else changes the account at the same moment, again and again: not more often than this. */
const mostTries = 5;

/**
 * Adds it at the end when it is not there; false when it is. A server-side apply would replace the list, which the API
 * treats as one value (API reference, ServiceAccount): so it is a merge patch of what was read, which the server
 * refuses when the account was changed in the meantime.
 * @throws {TsRegError} `not-found` for an account that does not exist: a new namespace gets its own a moment later.
 */
export async function addToServiceAccount(
  server: ApiServer,
  at: { readonly namespace: string; readonly account: string; readonly secret: string },
): Promise<boolean> {
  const { namespace, account, secret } = at;
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}`;
  for (let tries = 1; ; tries += 1) {
    const { status, body } = await server.request({ method: 'GET', path, expected: [404] });
    if (status === 404) throw missing(namespace, account);
    const names = listAt(body, 'imagePullSecrets').map((entry) => textAt(entry, 'name'));
    if (names.includes(secret)) return false;
    const answer = await server.request({
      method: 'PATCH',
      path: `${path}?fieldManager=${fieldManager}`,
      contentType: 'application/merge-patch+json',
      body: {
        metadata: { resourceVersion: textAt(body, 'metadata', 'resourceVersion') },
        imagePullSecrets: [...new Set([...names.filter((name) => name !== ''), secret])].map((name) => ({ name })),
      },
      expected: [409],
    });
    if (answer.status !== 409) return true;
    if (tries === mostTries)
      throw new TsRegError('refused', `namespace ${namespace}: the service account ${account} keeps changing`, {
        hint: hint`see what changes it: kubectl get serviceaccount ${account} --namespace ${namespace} --watch`,
      });
  }
}

function missing(namespace: string, account: string): TsRegError {
  return new TsRegError('not-found', `namespace ${namespace}: there is no service account ${account}`, {
    hint: hint`kubectl get serviceaccounts --namespace ${namespace}`,
  });
}
