/** What one round and a watch have in common: the Secret that shall be, one namespace, and what is said about it. */
import { TsRegError } from '../../../errors.js';
import type { ApiServer } from '../../../kubernetes/api-server.js';
import type { PullSecret } from '../../../kubernetes/pull-secret.js';
import { type NamespaceOutcome, writeNamespace } from '../../../kubernetes/secret-writer.js';
import { kubernetesAuths, pullSecretData } from '../../../outputs/kubernetes-secret.js';
import { authKeys, earliestEnd } from '../../../outputs/output-credential.js';
import type { Factory } from '../../process/factory.js';
import type { ApplyRequest } from './apply-options.js';
import type { PullCredentials } from './pull-credentials.js';

export interface ApplyJob {
  readonly factory: Factory;
  readonly server: ApiServer;
  readonly request: ApplyRequest;
}

/** Few at once: an API server is shared, and client-go asks for five in a second. */
export const namespacesAtOnce = 4;

export interface Applied extends NamespaceOutcome {
  readonly namespace: string;
}

/** Throws {TsRegError} `usage` for what a Secret cannot hold. */
export function secretFor(name: string, { found, failed }: PullCredentials): PullSecret {
  const auths = kubernetesAuths(found);
  return {
    name,
    auths,
    data: pullSecretData(auths),
    expiresAt: earliestEnd(found),
    missing: [...failed.keys()].flatMap(authKeys),
  };
}

/** One namespace; what is refused there is an outcome. */
export async function applyTo(job: ApplyJob, namespace: string, secret: PullSecret): Promise<Applied> {
  const outcome = await writeNamespace(job.server, namespace, { secret, accounts: job.request.accounts });
  return { namespace, ...outcome, error: outcome.error && named(namespace, outcome.error) };
}

/** Whether something in the namespace is other than it was. */
export function isChange({ secret, accounts }: Applied): boolean {
  return secret === 'written' || accounts.length > 0;
}

/** Whether the server as a whole is the trouble, so that every namespace would have the same. */
export function isOfServer({ kind, httpCode }: TsRegError): boolean {
  return kind === 'unauthorized' || (httpCode === undefined && ['unavailable', 'io'].includes(kind));
}

/** A line for each change; what is as it was is not mentioned. */
export function tellApplied({ factory, request }: ApplyJob, applied: Applied): void {
  if (factory.output.json) return;
  const { namespace, secret, accounts } = applied;
  if (secret === 'written') factory.output.note(`${namespace}: wrote the Secret ${request.name}`);
  for (const account of accounts) factory.output.note(`${namespace}: added it to the service account ${account}`);
}

function named(namespace: string, error: TsRegError): TsRegError {
  if (isOfServer(error) || error.message.includes(`namespace ${namespace}:`)) return error;
  const { hint, httpCode } = error;
  return new TsRegError(error.kind, `namespace ${namespace}: ${error.message}`, {
    ...(hint !== undefined && { hint }),
    ...(httpCode !== undefined && { httpCode }),
  });
}
