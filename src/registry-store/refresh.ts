/** Renewing many tokens: side by side with a limit, and one failure never stops the others. */
import { TsRegError } from '../errors.js';
import { isAwsOnlyUser } from '../registry/identity.js';
import type { RegistryRecord } from '../registry/record.js';
import { traitsOf } from '../registry/registry-type.js';
import { type Token, tokenFreshness } from '../registry/token.js';
import { hint } from '../system/hint.js';
import { checkAwsSecretUse } from './aws-secret-rules.js';
import type { StoreContext } from './dependencies.js';
import { isOfJob } from '../registry/ambient-choice.js';
import { forEachLimited } from './for-each-limited.js';
import { isForPods } from './pod-identity.js';
import { deletedMeanwhileError } from './not-found.js';

export interface RefreshOutcome {
  readonly registry: string;
  readonly outcome: 'renewed' | 'still-fresh' | 'failed';
  readonly error: TsRegError | undefined;
  /** Milliseconds since the epoch; undefined when there is no token. */
  readonly expiresAt: number | undefined;
  /** What is kept after it, while it is valid: also the one that could not be renewed. */
  readonly token?: Pick<Token, 'issuedAt' | 'expiresAt'> | undefined;
}

/** Called with each outcome as it happens, and with the total number. */
export type OnRefreshOutcome = (outcome: RefreshOutcome, total: number) => void;

/** Exchanges at once; AWS throttles GetAuthorizationToken at some 500 a second for an account. */
const atOnce = 8;

/**
 * Renews the tokens of awsecr records that are past half of their life (`force`: all). Records of other types have
 * no token and are left out, but for those whose user can only be one of AWS: they need another type, and say so.
 * Outcomes come in the order of the records; `onOutcome` is called with each as it happens.
 */
export async function refreshTokens(
  dependencies: StoreContext,
  registries: readonly RegistryRecord[],
  options: { readonly force: boolean; readonly onOutcome: OnRefreshOutcome },
): Promise<readonly RefreshOutcome[]> {
  const outcomes: RefreshOutcome[] = [];
  const awsRecords = registries.filter(({ type, user }) => traitsOf(type).hasTokens || isAwsOnlyUser(user));
  await forEachLimited(awsRecords, atOnce, async (record, index) => {
    const outcome = await refreshOne(dependencies, record, options.force);
    outcomes[index] = outcome;
    options.onOutcome(outcome, awsRecords.length);
  });
  return outcomes;
}

async function refreshOne(
  { records, tokens, clock, renewal, gate }: StoreContext,
  listed: RegistryRecord,
  force: boolean,
): Promise<RefreshOutcome> {
  const { registry } = listed;
  try {
    checkAwsSecretUse(listed, gate);
    const kept = await tokens.read(registry);
    const isFresh = kept && !force && tokenFreshness(kept, clock()) === 'fresh';
    const found = isFresh && !isOfJob(kept) ? undefined : await records.find(registry);
    // A token of another CI job is not used for this one.
    const mine = isFresh && found ? await renewal.usableToken(found) : kept;
    if (isFresh && mine) return stillFresh(registry, mine);
    if (!found) throw deletedMeanwhileError(registry);
    // The kubelet asks for each pod; there is nothing to renew.
    if (isForPods(found)) return stillFresh(registry, undefined);
    const token = await renewal.fetchToken(found, { wait: true, renew: force ? 'always' : 'usable' });
    if (token !== undefined && token.expiresAt <= clock()) throw expiredOnArrival(clock() - token.expiresAt);
    return { registry, outcome: 'renewed', error: undefined, expiresAt: token?.expiresAt, token: timesOf(token) };
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    const kept = await tokens.read(registry);
    const isValid = kept !== undefined && tokenFreshness(kept, clock()) !== 'expired';
    return { registry, outcome: 'failed', error, expiresAt: undefined, token: isValid ? timesOf(kept) : undefined };
  }
}

function stillFresh(registry: string, token: Token | undefined): RefreshOutcome {
  const outcome = 'still-fresh';
  return { registry, outcome, error: undefined, expiresAt: token?.expiresAt, token: timesOf(token) };
}

function timesOf(token: Token | undefined): RefreshOutcome['token'] {
  return token && { issuedAt: token.issuedAt, expiresAt: token.expiresAt };
}

/** By our clock, which is the likelier fault: AWS gives 12 hours. */
function expiredOnArrival(milliseconds: number): TsRegError {
  const minutes = Math.round(milliseconds / 60_000);
  return new TsRegError(
    'refused',
    `the new token expired ${minutes} minutes ago by the clock of this machine, which is probably ahead`,
    { hint: hint`set the clock of this machine: sudo timedatectl set-ntp true` },
  );
}
