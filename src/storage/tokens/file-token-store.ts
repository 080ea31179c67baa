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
import { formatToken, readTokenFile } from './token-file.js';
import { obtainTokenKey } from './token-key.js';
import type { TokenOrigin } from './token-origin.js';

/** What a token store is made of. */
export interface TokenParts extends WriterParts {
  /** Of the tokens that are kept here; undefined for the embedded store. */
  readonly origin?: TokenOrigin;
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

  read(registry: string): Promise<CachedToken | undefined> {
    return Promise.resolve(this.#read(registry));
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
        current: this.#read(registry),
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
      release(turn);
    }
  }

  async drop(registry: string): Promise<void> {
    const turn = await this.#nextTurn(registryHash(registry));
    try {
      this.#writer.dropToken(registry);
    } finally {
      release(turn);
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
    release(later);
    throw failure.error;
  }

  /** Takes the lock, whatever its earlier holders did. @throws {TsRegError} `io` when it does not come. */
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

  /** A token of another store that served on this machine before is none of ours. */
  #read(registry: string): CachedToken | undefined {
    const { origin, ...token } = readTokenFile(this.#parts.paths, registry) ?? {};
    return 'password' in token && origin?.store === this.#parts.origin?.store ? token : undefined;
  }

  #keep(registry: string, token: CachedToken, turn: Turn): void {
    const { paths, self, origin } = this.#parts;
    try {
      if (typeof turn === 'object') turn.assertHeld();
      makeStoreFolders(paths.dataFolder);
      const bytes = formatToken({ ...token, origin }, registry, obtainTokenKey(paths.tokenKeyFile, self));
      if (bytes.length > largestFile)
        throw new TsRegError('io', `it is ${bytes.length} bytes long, the maximum is ${largestFile}`);
      replaceFile(tokenFileOf(paths.dataFolder, registry), bytes, { temp: this.#temp, sync: false });
      removeFile(this.#failureFile(registry), { sync: false });
    } catch (error) {
      this.#warnOnce(`the token of ${registry} is not kept: ${fileError(error, 'write', paths.dataFolder).message}`);
    }
  }

  #warnOnce(line: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(line);
  }

  #failureFile(registry: string): string {
    return failureFileOf(this.#parts.paths.dataFolder, registry);
  }
}

function release(turn: Turn): void {
  if (typeof turn === 'object') turn.release();
}
