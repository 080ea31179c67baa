/**
 * Tokens as rows, with this machine's copies in front. The lock on a token's row is the single flight of all machines:
 * it is held around the exchange, and the database releases it when its holder dies or freezes.
 */
import { TsRegError } from '../errors.js';
import type { LockedToken, TokenStore } from '../registry/token-store.js';
import { type CachedToken, tokenFreshness } from '../registry/token.js';
import { isPodSlot } from '../registry/web-identity.js';
import { sqlStateOf } from './database-error.js';
import type { LockedMachineToken, MachineTokens } from './machine-tokens.js';
import { notKept } from './shared-store-errors.js';
import type { SharedStore } from './shared-store.js';
import { type HeldRow, TokenRows } from './token-rows.js';

export interface TokenStoreParts {
  readonly store: SharedStore;
  readonly machine: MachineTokens;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly debug: (line: string) => void;
}

interface Request<T> {
  readonly registry: string;
  readonly wait: boolean;
  readonly renew: (turn: LockedToken) => Promise<T>;
  readonly local: LockedMachineToken;
}

/** A record may be deleted in the meantime, and its token with it; beyond that a trigger or rule keeps the row away. */
const mostTries = 5;

type Renewed<T> = { readonly value: T } | { readonly error: TsRegError };

export class PostgresTokenStore implements TokenStore {
  readonly #store: SharedStore;
  readonly #rows: TokenRows;
  readonly #machine: MachineTokens;
  readonly #clock: () => number;
  readonly #debug: (line: string) => void;

  constructor(parts: TokenStoreParts) {
    this.#store = parts.store;
    this.#rows = new TokenRows(parts.store, parts.clock);
    this.#machine = parts.machine;
    this.#clock = parts.clock;
    this.#debug = parts.debug;
  }

  async read(registry: string): Promise<CachedToken | undefined> {
    const copy = this.#machine.read(registry);
    if (isPodSlot(registry)) return copy?.token;
    if (copy !== undefined && this.#freshness(copy.token) === 'fresh') {
      // The settings were edited and still name this store: the hot path may serve the copy again.
      if (!copy.isCurrent)
        await this.#machine.alone(registry, { wait: false }, (local) => this.#keepCopy(local, local.current));
      return copy.token;
    }
    try {
      const copied = await this.#machine.alone(registry, { wait: false }, async (local) => {
        const token = await this.#rows.read(registry);
        await this.#keepCopy(local, token);
        return { token };
      });
      return this.#better(copied === undefined ? await this.#rows.read(registry) : copied.token, copy?.token);
    } catch (error) {
      this.#debug(`${registry}: only this machine's copy of the token is available: ${ours(error).message}`);
      return copy?.token;
    }
  }

  async withLock<T>(
    registry: string,
    options: { readonly wait: boolean },
    renew: (turn: LockedToken) => Promise<T>,
  ): Promise<T | undefined> {
    return this.#machine.alone(registry, { ...options, sharesFailure: true }, async (local) => {
      if (isPodSlot(registry)) return renew(local);
      for (let tries = 1; ; tries += 1) {
        const outcome = await this.#onRow({ registry, wait: options.wait, renew, local });
        if (outcome === 'busy') return undefined;
        if (outcome === 'missing' && tries < mostTries) continue;
        if (outcome === 'missing') {
          this.#debug(`${registry}: the token is not shared: ${notKept(this.#store.place, 'a row for it').message}`);
          return renew(local);
        }
        if ('error' in outcome) throw outcome.error;
        return outcome.value;
      }
    });
  }

  async drop(registry: string): Promise<void> {
    await this.#machine.alone(registry, { wait: true }, async (local) => {
      local.drop();
      try {
        const { token } = this.#store.tables;
        await this.#store.write((sql) => sql.wait(`DELETE FROM ${token} WHERE registry = $1`, [registry]));
      } catch (error) {
        if (!mayNotWrite(error)) throw error;
        this.#debug(`${registry}: the shared token stays: this user may only read`);
      }
    });
  }

  /** One attempt: with the row locked, or for this machine alone where the user may only read. */
  async #onRow<T>(request: Request<T>): Promise<Renewed<T> | 'busy' | 'missing'> {
    const { registry, local } = request;
    const renewed: Renewed<T>[] = [];
    try {
      const done = await this.#store.once(async (transaction, answer) => {
        const held = await this.#rows.lock(transaction, answer, request);
        if (typeof held === 'string') return held;
        const outcome = await this.#renewOn(held, request);
        renewed.push(outcome);
        return outcome;
      });
      if (done?.value === 'missing') await this.#rows.seed(registry);
      if (done !== undefined) return done.value;
    } catch (error) {
      const [outcome] = renewed;
      if (outcome === undefined && !mayNotWrite(error)) throw error;
      // What was renewed is handed out, shared or not.
      this.#debug(`${registry}: the token is not shared: ${ours(error).message}`);
      if (outcome !== undefined) return outcome;
    }
    return settled(request.renew(local));
  }

  async #renewOn<T>(held: HeldRow, { registry, local, renew }: Request<T>): Promise<Renewed<T>> {
    if (held.failure !== undefined) return { error: held.failure };
    await this.#keepCopy(local, held.token);
    const keep = async (token: CachedToken): Promise<void> => {
      const saved = await held.save(token).catch((error: unknown) => {
        this.#debug(`${registry}: the token is not shared: ${ours(error).message}`);
        return true;
      });
      if (saved) await local.keep(token);
    };
    const renewed = await settled(renew({ current: this.#better(held.token, local.current), keep }));
    if ('error' in renewed) {
      await held.leaveFailure(renewed.error).catch((error: unknown) => {
        this.#debug(`${registry}: ${ours(error).message}`);
      });
    }
    return renewed;
  }

  /** Keeps a token on this machine, where the hot path finds it; an expired one is not worth it. */
  async #keepCopy(local: LockedMachineToken, token: CachedToken | undefined): Promise<void> {
    if (this.#machine.mayHandOut(token) && this.#freshness(token) !== 'expired') await local.keep(token);
  }

  /** The token of the store while it is usable: the copy may be of an identity that the record no longer has. */
  #better(shared: CachedToken | undefined, copy: CachedToken | undefined): CachedToken | undefined {
    if (!this.#machine.mayHandOut(shared)) return copy;
    return copy === undefined || this.#freshness(shared) !== 'expired' ? shared : copy;
  }

  #freshness = (token: CachedToken): ReturnType<typeof tokenFreshness> => tokenFreshness(token, this.#clock());
}

async function settled<T>(renewal: Promise<T>): Promise<Renewed<T>> {
  try {
    return { value: await renewal };
  } catch (error) {
    return { error: ours(error) };
  }
}

/** A user that may only read, or a replica. */
function mayNotWrite(error: unknown): boolean {
  return ['42501', '25006'].includes(sqlStateOf(error) ?? '');
}

/** @throws what is not ours to put into words. */
function ours(error: unknown): TsRegError {
  if (error instanceof TsRegError) return error;
  throw error;
}
