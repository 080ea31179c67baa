/** One namespace at a time: the Secret, then the service accounts that name it. */
import type { ApiServer } from './api-server.js';
import { applyPullSecret, type PullSecret } from './pull-secret.js';
import { addToServiceAccount } from './service-account.js';

export interface NamespaceOutcome {
  readonly secret: 'written' | 'unchanged';
  /** Service accounts that got the Secret now. */
  readonly accounts: readonly string[];
}

/** Throws {TsRegError}. */
export async function writeNamespace(
  server: ApiServer,
  namespace: string,
  wanted: { readonly secret: PullSecret; readonly accounts: readonly string[] },
): Promise<NamespaceOutcome> {
  const isWritten = await applyPullSecret(server, namespace, wanted.secret);
  const accounts: string[] = [];
  for (const account of wanted.accounts)
    if (await addToServiceAccount(server, { namespace, account, secret: wanted.secret.name })) accounts.push(account);
  return { secret: isWritten ? 'written' : 'unchanged', accounts };
}
