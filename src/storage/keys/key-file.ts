/**
 * The default key source: a file of ours beside the settings, made when the first record is written, and replaced by
 * its successor at the end of `store rekey`.
 */
import type { KeyObject } from 'node:crypto';
import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Hint, TsRegError } from '../../errors.js';
import { createFile, syncFolder } from '../../system/atomic-write.js';
import { errnoOf, fileError } from '../../system/file-error.js';
import { hint } from '../../system/hint.js';
import { makeFolder } from '../../system/make-folder.js';
import { requireOwnFolder } from '../../system/own-folder.js';
import { readPrivateFile } from '../../system/private-file.js';
import type { ProcessIdentity } from '../../system/process-identity.js';
import { TempFolder } from '../../system/temp-folder.js';
import { formatKey, makeKey, parseKey } from '../sealing/key-text.js';
import type { KeySource, NewKey, StoreIdentity } from './key-source.js';

export class KeyFile implements KeySource {
  readonly name: string;
  readonly #self: () => ProcessIdentity;

  constructor(path: string, self: () => ProcessIdentity) {
    this.name = path;
    this.#self = self;
  }

  async open(store: Pick<StoreIdentity, 'id'>): Promise<KeyObject> {
    const key = await this.read();
    if (key !== undefined) return key;
    throw new TsRegError(
      'io',
      `the key ${this.name} is missing; the secrets of store ${store.id} cannot be read without it`,
      { hint: restoreHint(this.name), detail: { path: this.name, storeId: store.id } },
    );
  }

  /** Never overwrites: of any number of processes one makes the key, the others take that one. */
  async create(storeId: string): Promise<NewKey> {
    const existing = await this.read();
    if (existing !== undefined) return { key: existing, kdf: undefined };
    const folder = dirname(this.name);
    makeFolder(folder);
    requireOwnFolder(folder, { rootMayOwn: true });
    const temp = new TempFolder(folder, this.#self);
    createFile(this.name, Buffer.from(formatKey(makeKey())), { temp, sync: true });
    return { key: await this.open({ id: storeId }), kdf: undefined };
  }

  /** The key; undefined when there is no file. @throws {TsRegError} `io` when the file is not ours alone, or no key. */
  read(): Promise<KeyObject | undefined> {
    return Promise.resolve().then(() => {
      const file = readPrivateFile(this.name);
      if (file === undefined) return undefined;
      const key = parseKey(file.bytes);
      if (key === undefined) throw noKey(this.name, file.bytes.length);
      return key;
    });
  }
}

/** There is no other way: nothing else opens the secrets. */
function restoreHint(path: string): Hint {
  return hint`restore it from a backup: cp -p /path/to/backup/key ${path}`;
}

/** The error for a file that holds no key; its content is not repeated. */
export function noKey(path: string, length: number): TsRegError {
  return new TsRegError('io', `${path} contains no key: expected 32 bytes or their base64, found ${length} bytes`, {
    hint: restoreHint(path),
    detail: { path },
  });
}

export class NextKeyFile implements KeySource {
  readonly name: string;
  readonly #next: KeyFile;

  constructor(path: string, self: () => ProcessIdentity) {
    this.name = path;
    this.#next = new KeyFile(`${path}.next`, self);
  }

  /** The new key while it waits beside the old one. */
  open(store: StoreIdentity): Promise<KeyObject> {
    return this.#next.open(store);
  }

  create(storeId: string): Promise<NewKey> {
    return this.#next.create(storeId);
  }

  /**
   * Puts the new key into the place of the old one; nothing to do when that was done before. @throws {TsRegError} `io`.
   */
  commit(): Promise<void> {
    return Promise.resolve().then(() => {
      try {
        renameSync(this.#next.name, this.name);
        syncFolder(dirname(this.name));
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT') throw fileError(error, 'write', this.name);
      }
    });
  }
}
