/** One namespace at a time: the Secret, then the service accounts that name it. */
import { TsRegError } from '../errors.js';
import type { ApiServer } from './api-server.js';
import { applyPullSecret, type PullSecret } from './pull-secret.js';
import { addToServiceAccount } from './service-account.js';

export interface NamespaceOutcome {
  readonly secret: 'written' | 'unchanged' | 'failed';
  /** Service accounts that got the Secret now. */
  readonly accounts: readonly string[];
  /** The first that was refused; what came before it is done. */
  readonly error: TsRegError | undefined;
}

/** What is refused is an outcome. */
export async function writeNamespace(
  server: ApiServer,
  namespace: string,
  wanted: { readonly secret: PullSecret; readonly accounts: readonly string[] },
): Promise<NamespaceOutcome> {
  let secret: NamespaceOutcome['secret'] = 'failed';
  const accounts: string[] = [];
  try {
    secret = (await applyPullSecret(server, namespace, wanted.secret)) ? 'written' : 'unchanged';
    for (const account of wanted.accounts)
      if (await addToServiceAccount(server, { namespace, account, secret: wanted.secret.name })) accounts.push(account);
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return { secret, accounts, error };
  }
  return { secret, accounts, error: undefined };
}
