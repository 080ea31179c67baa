/** A valid token for an awsecr record: kept, renewed at half of its life, fetched once for any number of processes. */
import { TsRegError } from '../errors.js';
import type { OpenRecord } from '../registry/record.js';
import type { ExchangedToken, ExchangeRequest } from '../registry/token-exchange.js';
import type { LockedToken } from '../registry/token-store.js';
import { type CachedToken, type Token, tokenFreshness } from '../registry/token.js';
import { checkIdentityGate, usesMachineRole } from './ambient-role.js';
import type { StoreDependencies } from './dependencies.js';
import { ecrTarget } from './ecr-target.js';
import { deletedMeanwhileError } from './not-found.js';
import { forPod, withPodOf } from './pod-identity.js';
import { belongingTo, fingerprintOf, identityIn, jobTokenOptions, keptFingerprint, slotOf } from './token-owner.js';
import { usable, type UsableRecord } from './usable-record.js';

export interface FetchOptions {
  /** Wait for another process that renews this token. */
  readonly wait: boolean;
  /** Which valid tokens are renewed: none, those past half of their lifetime, or all. */
  readonly renew: 'expired' | 'usable' | 'always';
  /** Ends the waiting and the exchange. */
  readonly signal?: AbortSignal;
}

export interface TokenRenewal {
  /**
   * One exchange for a record that may not be stored yet.
   * @throws {TsRegError} `refused` when the gate is closed or AWS refuses.
   */
  exchange(record: OpenRecord, command: ExchangeRequest['command']): Promise<ExchangedToken>;
  /**
   * The kept token while it is fresh; a renewed one after half of its life, or the kept one when that fails;
   * after its end a new one or an error, never the old one.
   * @throws {TsRegError} `refused` with AWS's reason; `not-found` when the record was deleted in the meantime.
   */
  validToken(record: OpenRecord): Promise<Token>;
  /** The kept token of the record unless it has expired; sends no request. */
  usableToken(record: OpenRecord): Promise<Token | undefined>;
  /**
   * Fetches a token under the registry's lock and keeps it. A process that waited takes what the winner wrote.
   * Undefined when `wait` is false and another process is at it.
   */
  fetchToken(record: OpenRecord, options: FetchOptions): Promise<Token | undefined>;
  /** Keeps a token that `add` or `update` fetched while it validated, unless the record changed in the meantime. */
  keepToken(record: OpenRecord, token: ExchangedToken): Promise<void>;
}

/** Renews tokens with the given stores and exchange. */
export function createTokenRenewal(dependencies: StoreDependencies): TokenRenewal {
  const { records, tokens, clock, debug } = dependencies;

  return { exchange, fetchToken, keepToken, usableToken, validToken };

  async function exchange(
    given: OpenRecord,
    command: ExchangeRequest['command'],
    signal?: AbortSignal,
  ): Promise<ExchangedToken> {
    const record = forPod(given, undefined);
    const identity = identityIn(record);
    await checkIdentityGate(dependencies, identity);
    return dependencies.exchange.exchange({
      registry: record.registry,
      command,
      identity,
      ecrHost: record.parsedName.ecrHost,
      target: ecrTarget(record.parsedName, record.location),
      endpoint: record.location.endpoint,
      ...(identity.kind === 'web' && jobTokenOptions(dependencies)),
      ...(signal && { signal }),
    });
  }

  async function validToken(given: OpenRecord): Promise<Token> {
    const record = usable(given);
    const kept = await keptToken(record);
    const freshness = kept ? tokenFreshness(kept, clock()) : 'expired';
    if (kept && freshness === 'fresh') return kept;
    if (kept && freshness === 'usable') return (await renewIfPossible(record)) ?? kept;
    const renewed = await fetchToken(record, { wait: true, renew: 'expired' });
    if (renewed) return renewed;
    throw new TsRegError('io', `cannot renew the token of ${record.registry}: another process holds its lock`);
  }

  async function usableToken(record: OpenRecord): Promise<Token | undefined> {
    const kept = await keptToken(record);
    return kept && tokenFreshness(kept, clock()) !== 'expired' ? kept : undefined;
  }

  async function renewIfPossible(record: OpenRecord): Promise<Token | undefined> {
    try {
      return await fetchToken(record, { wait: false, renew: 'usable' });
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      debug(`${record.registry}: keeping the token that is still valid; renewal failed: ${error.message}`);
      return undefined;
    }
  }

  async function fetchToken(given: OpenRecord, options: FetchOptions): Promise<Token | undefined> {
    const record = forPod(given, undefined);
    const identity = identityIn(record);
    // Before the lock: that this machine may not use its role is no failure of the machines that wait.
    await checkIdentityGate(dependencies, identity);
    const renew = (turn: LockedToken): Promise<Token> => renewed(turn, record, options);
    const slot = await slotOf(record, dependencies);
    if (identity.kind !== 'web') return tokens.withLock(slot, options, renew);
    // What one job is refused for is no failure of another one that waits.
    const outcome = await tokens.withLock(slot, options, (turn) => orRefusal(renew(turn)));
    if (outcome instanceof TsRegError) throw outcome;
    return outcome;
  }

  async function renewed(turn: LockedToken, record: UsableRecord, options: FetchOptions): Promise<Token> {
    const found = await records.find(record.registry);
    if (!found) throw deletedMeanwhileError(record.registry);
    const stored = withPodOf(found, record);
    const current = await belongingTo(stored, turn.current, dependencies);
    if (current && isGoodEnough(current, options.renew)) return current;
    const token = await exchange(stored, 'update', options.signal);
    await keepUnlessSkewed(turn, stored, token);
    dependencies.onChange?.(stored.registry);
    return token;
  }

  function isGoodEnough(token: CachedToken, renew: FetchOptions['renew']): boolean {
    if (renew === 'always') return false;
    const freshness = tokenFreshness(token, clock());
    return freshness === 'fresh' || (freshness === 'usable' && renew === 'expired');
  }

  async function keepToken(record: OpenRecord, token: ExchangedToken): Promise<void> {
    await tokens.withLock(record.registry, { wait: true }, async (turn) => {
      if ((await records.holds(record)) || (await isStillOf(record))) await keepUnlessSkewed(turn, record, token);
    });
  }

  /** Whether what is stored has the identity of this record. */
  async function isStillOf(record: OpenRecord): Promise<boolean> {
    const stored = await records.find(record.registry);
    return stored !== undefined && fingerprintOf(stored, dependencies) === fingerprintOf(record, dependencies);
  }

  /** A token that is expired by our clock is handed out once but not kept: the clock is wrong, not AWS. */
  async function keepUnlessSkewed(turn: LockedToken, record: OpenRecord, token: ExchangedToken): Promise<void> {
    debug(`${record.registry}: token from ${token.source}, expires ${new Date(token.expiresAt).toISOString()}`);
    if (tokenFreshness(token, clock()) === 'expired') {
      debug(`${record.registry}: not keeping the token: its lifetime does not match this machine's clock`);
      return;
    }
    const { username, password, issuedAt, expiresAt } = token;
    const fingerprint = keptFingerprint(record, token, dependencies);
    if (fingerprint === undefined) return;
    const isOfRole =
      token.job?.source.isOfMachine ?? (await usesMachineRole(dependencies.exchange, identityIn(usable(record))));
    await turn.keep({
      ...{ username, password, issuedAt, expiresAt, fingerprint },
      ...(isOfRole && { usesAmbientRole: true }),
    });
  }

  async function keptToken(given: OpenRecord): Promise<CachedToken | undefined> {
    const record = usable(given);
    return belongingTo(record, await tokens.read(await slotOf(record, dependencies)), dependencies);
  }
}

async function orRefusal<T>(work: Promise<T>): Promise<T | TsRegError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}
