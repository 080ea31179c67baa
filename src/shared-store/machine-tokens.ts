/**
 * This machine's copies of the tokens of a shared store, in front of it: read without a connection, written under this
 * machine's lock.
 */
import { TsRegError } from '../errors.js';
import type { LockedToken } from '../registry/token-store.js';
import type { CachedToken } from '../registry/token.js';
import { registryHash } from '../storage/layout/store-paths.js';
import { StoreWriter } from '../storage/locks/store-writer.js';
import { FileTokenStore, type TokenParts } from '../storage/tokens/file-token-store.js';
import { isNotedAs, mayHandOut } from '../storage/tokens/role-permission.js';
import { readTokenFile, tokenOf } from '../storage/tokens/token-file.js';

/** A registry in the hands of one process of this machine. */
export interface LockedMachineToken extends LockedToken {
  /** Forgets this machine's copy. @throws {TsRegError} `io`. */
  drop(): void;
}

export interface AloneOptions {
  readonly wait: boolean;
  /** Whether the processes of this machine that wait for this one to renew fail as it does. */
  readonly sharesFailure?: boolean;
}

export interface MachineCopy {
  readonly token: CachedToken;
  /** Whether the hot path of the credential helper serves it too. */
  readonly isCurrent: boolean;
}

export class MachineTokens {
  readonly #parts: TokenParts;
  readonly #writer: StoreWriter;
  readonly #files: FileTokenStore;

  constructor(parts: TokenParts, warn: (line: string) => void) {
    this.#parts = parts;
    this.#writer = new StoreWriter(parts);
    this.#files = new FileTokenStore(parts, this.#writer, warn);
  }

  /** The copy of a token of this store; undefined when there is none that can be read. */
  read(registry: string): MachineCopy | undefined {
    const { origin: ours, ambientRole, paths } = this.#parts;
    const kept = readTokenFile(paths, registry);
    if (kept?.origin === undefined || kept.origin.store !== ours?.store || !this.mayHandOut(kept)) return undefined;
    return { token: tokenOf(kept), isCurrent: kept.origin.choice === ours.choice && isNotedAs(kept, ambientRole) };
  }

  /** Whether there is a token that this machine may hand out: others may use their role where this one must not. */
  mayHandOut(token: CachedToken | undefined): token is CachedToken {
    return token !== undefined && mayHandOut(token, this.#parts.ambientRole);
  }

  /**
   * Runs `work` while no other process of this machine is at this registry; with `wait: false`, undefined at once when
   * one is. A lock that cannot be had stops nothing: the row in the database is what decides between processes.
   */
  async alone<T>(
    registry: string,
    options: AloneOptions,
    work: (turn: LockedMachineToken) => Promise<T>,
  ): Promise<T | undefined> {
    const drop = (): void => {
      this.#writer.dropToken(registry);
    };
    for (;;) {
      const begun: Promise<T>[] = [];
      try {
        await this.#files.withLock(registry, options, async (turn) => {
          const result = work({ ...turn, drop });
          begun.push(result);
          await (options.sharesFailure === true ? result : result.catch(() => undefined));
        });
        return await begun[0];
      } catch (error) {
        if (begun.length > 0 || !(error instanceof TsRegError)) throw error;
        const isStuck = error.detail['path'] === this.#parts.locks.pathOf(registryHash(registry));
        // A frozen process of this machine has the lock.
        if (isStuck) return work({ current: this.read(registry)?.token, keep: () => Promise.resolve(), drop });
        // What a renewal before us failed with: news for those who want the same.
        if (options.sharesFailure === true) throw error;
      }
    }
  }
}
