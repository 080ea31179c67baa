/**
 * Tokens as files, one each, disposable; renewed by one process at a time. Nothing here stops a token from being handed
 * out.
 */
import { TsRegError } from '../../errors.js';
import type { LockedToken, TokenStore } from '../../registry/token-store.js';
import type { CachedToken } from '../../registry/token.js';
import { removeFile, replaceFile } from '../../system/atomic-write.js';
import { fileError } from '../../system/file-error.js';
import { largestFile } from '../../system/private-file.js';
import { TempFolder } from '../../system/temp-folder.js';
import { makeStoreFolders } from '../layout/store-folder.js';
import { failureFileOf, lockFolderOf, registryHash, tokenFileOf } from '../layout/store-paths.js';
import type { HeldLock } from '../locks/lock-file.js';
import type { StoreWriter, WriterParts } from '../locks/store-writer.js';
import { readFailure, writeFailure } from './renewal-failure.js';
import { allowedBy, isNotedAs, mayHandOut, type RolePermission } from './role-permission.js';
import { formatToken, type KeptToken, readTokenFile, tokenOf } from './token-file.js';
import { obtainTokenKey } from './token-key.js';
import type { TokenOrigin } from './token-origin.js';

/** What a token store is made of. */
export interface TokenParts extends WriterParts {
  /** Of the tokens that are kept here; undefined for the embedded store. */
  readonly origin?: TokenOrigin;
  readonly ambientRole: RolePermission;
}

/** `unlocked`: the folder is not writable, so there is no lock. `busy`: another process holds the lock. */
type Turn = HeldLock | 'unlocked' | 'busy';

export class FileTokenStore implements TokenStore {
  readonly #parts: TokenParts;
  readonly #writer: StoreWriter;
  readonly #warn: (line: string) => void;
  readonly #temp: TempFolder;
  #warned = false;

  constructor(parts: TokenParts, writer: StoreWriter, warn: (line: string) => void) {
    this.#parts = parts;
    this.#writer = writer;
    this.#warn = warn;
    this.#temp = new TempFolder(lockFolderOf(parts.paths.dataFolder), parts.self);
  }

  /** A token that edited settings still allow is noted with their new state, for the hot path. */
  async read(registry: string): Promise<CachedToken | undefined> {
    const kept = this.#kept(registry);
    if (kept && !isNotedAs(kept, this.#parts.ambientRole)) await this.#note(registry);
    return kept && tokenOf(kept);
  }

  async withLock<T>(
    registry: string,
    options: { readonly wait: boolean },
    renew: (turn: LockedToken) => Promise<T>,
  ): Promise<T | undefined> {
    const turn = await this.#takeTurn(registry, options);
    if (turn === 'busy') return undefined;
    try {
      return await renew({
        current: this.#current(registry),
        keep: (token) => {
          this.#keep(registry, token, turn);
          return Promise.resolve();
        },
      });
    } catch (error) {
      if (turn !== 'unlocked' && error instanceof TsRegError)
        writeFailure(this.#failureFile(registry), error, this.#temp);
      throw error;
    } finally {
      if (typeof turn === 'object') turn.release();
    }
  }

  async drop(registry: string): Promise<void> {
    const turn = await this.#nextTurn(registryHash(registry));
    try {
      this.#writer.dropToken(registry);
    } finally {
      if (typeof turn === 'object') turn.release();
    }
  }

  /**
   * Takes the lock. @throws {TsRegError} when it does not come, or what the one before us failed with.
   */
  async #takeTurn(registry: string, options: { readonly wait: boolean }): Promise<Turn> {
    const name = registryHash(registry);
    const turn = await this.#lock(() => {
      makeStoreFolders(this.#parts.paths.dataFolder);
      return this.#parts.locks.tryAcquire(name);
    });
    if (turn !== 'busy' || !options.wait) return turn;
    const before = readFailure(this.#failureFile(registry))?.id;
    const later = await this.#nextTurn(name);
    const failure = later === 'unlocked' ? undefined : readFailure(this.#failureFile(registry));
    if (failure === undefined || failure.id === before) return later;
    if (typeof later === 'object') later.release();
    throw failure.error;
  }

  /** Takes the lock, after any earlier holder. @throws {TsRegError} `io` when it does not come. */
  async #nextTurn(name: string): Promise<HeldLock | 'unlocked'> {
    const { locks, waitMs, deadline } = this.#parts;
    const turn = await this.#lock(() => {
      makeStoreFolders(this.#parts.paths.dataFolder);
      return locks.acquire(name, { waitMs, signal: deadline });
    });
    if (turn === 'busy') throw locks.lockTimeoutError(name);
    return turn;
  }

  /** A folder that cannot be written must not stop a renewal: no process can store a token there either. */
  async #lock(take: () => Promise<HeldLock | undefined> | HeldLock | undefined): Promise<Turn> {
    try {
      return (await take()) ?? 'busy';
    } catch (error) {
      if (error instanceof TsRegError) return 'unlocked';
      throw error;
    }
  }

  /**
   * A token of another store that served on this machine before is not ours, and one of the machine's role is
   * handed out only while that is allowed.
   */
  #kept(registry: string): KeptToken | undefined {
    const { paths, origin, ambientRole } = this.#parts;
    const token = readTokenFile(paths, registry);
    if (token === undefined || token.origin?.store !== origin?.store) return undefined;
    return mayHandOut(token, ambientRole) ? token : undefined;
  }

  #current(registry: string): CachedToken | undefined {
    const kept = this.#kept(registry);
    return kept && tokenOf(kept);
  }

  /** Writes the kept token again, with what allows it now. Where that fails, the next process tries. */
  async #note(registry: string): Promise<void> {
    const turn = await this.#takeTurn(registry, { wait: false });
    try {
      const token = this.#current(registry);
      if (token && typeof turn === 'object') this.#write(registry, token, turn);
    } catch {
      // The token is good; only the hot path does not know it.
    } finally {
      if (typeof turn === 'object') turn.release();
    }
  }

  #keep(registry: string, token: CachedToken, turn: Turn): void {
    try {
      this.#write(registry, token, turn);
    } catch (error) {
      if (this.#warned) return;
      this.#warned = true;
      const { message } = fileError(error, 'write', this.#parts.paths.dataFolder);
      this.#warn(`the token of ${registry} is not kept: ${message}`);
    }
  }

  #write(registry: string, token: CachedToken, turn: Turn): void {
    const { paths, self, origin, ambientRole } = this.#parts;
    if (typeof turn === 'object') turn.assertHeld();
    makeStoreFolders(paths.dataFolder);
    const kept = { ...token, origin, allowedBy: allowedBy(token, ambientRole) };
    const bytes = formatToken(kept, registry, obtainTokenKey(paths.tokenKeyFile, self));
    if (bytes.length > largestFile)
      throw new TsRegError('io', `it is ${bytes.length} bytes long, the maximum is ${largestFile}`);
    replaceFile(tokenFileOf(paths.dataFolder, registry), bytes, { temp: this.#temp, sync: false });
    removeFile(this.#failureFile(registry), { sync: false });
  }

  #failureFile(registry: string): string {
    return failureFileOf(this.#parts.paths.dataFolder, registry);
  }
}
