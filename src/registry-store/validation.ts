/** Proof that a record works before it is saved: the token exchange, then the registry's own answer. */
import { TsRegError } from '../errors.js';
import type { OpenRecord } from '../registry/record.js';
import type { PingOutcome, PingRequest } from '../registry/registry-ping.js';
import { traitsOf } from '../registry/registry-type.js';
import type { ExchangedToken, ExchangeRequest } from '../registry/token-exchange.js';
import { checkAwsSecretUse } from './aws-secret-rules.js';
import type { StoreContext } from './dependencies.js';
import { checkLoginEnd } from './ecr-login-rules.js';
import { isForPods } from './pod-identity.js';
import { usable } from './usable-record.js';

export interface ValidationOptions extends Pick<ExchangeRequest, 'command'> {
  /** False with --skip-validate. */
  readonly validate: boolean;
}

export interface Validation {
  /** That the exchange gave; undefined for another type, and for an exchange that failed with --skip-validate. */
  readonly token: ExchangedToken | undefined;
  /** What the registry said; undefined with --skip-validate. */
  readonly registry: PingOutcome | undefined;
}

/**
 * Exchanges (awsecr) and pings; resolves to what that gave.
 * Without `validate` the registry is not asked, and an exchange that fails is only reported with `--debug`
 * (anchore-engine does the same).
 * @throws {TsRegError} `refused` with the reason of AWS or of the registry.
 */
export async function validateRecord(
  dependencies: Pick<StoreContext, 'ping' | 'debug' | 'gate' | 'clock' | 'renewal'>,
  given: OpenRecord,
  { validate, command }: ValidationOptions,
): Promise<Validation> {
  const record = usable(given);
  checkAwsSecretUse(record, dependencies.gate, command);
  // The kubelet proves who a pod is, with each request; there is nothing to try before.
  if (isForPods(record)) return { token: undefined, registry: undefined };
  const token = traitsOf(record.type).hasTokens
    ? await exchangeToken(dependencies, record, { validate, command })
    : undefined;
  if (!validate) return { token, registry: undefined };
  checkLoginEnd(record, dependencies.clock());
  const registry = await dependencies.ping.ping({
    name: record.parsedName,
    credential: token ?? passwordOf(record),
    verifyTls: record.verifyTls,
    tlsOnly: traitsOf(record.type).pingsByTlsOnly,
    command,
  });
  return { token, registry };
}

async function exchangeToken(
  { renewal, debug }: Parameters<typeof validateRecord>[0],
  record: OpenRecord,
  { validate, command }: ValidationOptions,
): Promise<ExchangedToken | undefined> {
  try {
    return await renewal.exchange(record, command);
  } catch (error) {
    if (validate || !(error instanceof TsRegError)) throw error;
    debug(`${record.registry}: not validated (--skip-validate): ${error.message}`);
    return undefined;
  }
}

/** Undefined for a record without user and password: anonymous. */
export function passwordOf(record: OpenRecord): PingRequest['credential'] {
  if (record.user === '' && record.secret.reveal() === '') return undefined;
  return { username: record.user, password: record.secret };
}
