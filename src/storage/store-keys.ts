/** The keys of one store: finds out which store it is, whether the key is the right one, and makes both at first use. */
import { randomBytes, type KeyObject } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { TsRegError } from '../errors.js';
import { createFile } from './atomic-write.js';
import { errnoOf, fileError } from './file-error.js';
import type { KeySource } from './key-source.js';
import type { ProcessIdentity } from './process-identity.js';
import { makeStoreFolders } from './store-folder.js';
import { deriveRecordKey, type RecordKey } from './store-key.js';
import { formatMeta, readMeta, type StoreMeta } from './store-meta.js';
import { lockFolderOf, metaFileOf, recordFolderOf } from './store-paths.js';
import { TempFolder } from './temp-folder.js';

export interface OpenKeys {
  readonly storeId: string;
  /** Seals what is written. */
  readonly current: RecordKey;
  /** Opens what the key of this id sealed; undefined when it is none of this store's. */
  find(keyId: string): RecordKey | undefined;
}

export class StoreKeys {
  readonly #dataFolder: string;
  readonly #source: KeySource;
  readonly #self: () => ProcessIdentity;
  #key: KeyObject | undefined;

  constructor(dataFolder: string, source: KeySource, self: () => ProcessIdentity) {
    this.#dataFolder = dataFolder;
    this.#source = source;
    this.#self = self;
  }

  /**
   * What meta.json says, without a key; undefined when there is no store.
   * @throws {TsRegError} `io`: damaged, newer, or gone while its records are still there.
   */
  meta(): StoreMeta | undefined {
    const path = metaFileOf(this.#dataFolder);
    const meta = readMeta(path);
    if (meta !== undefined || !hasFiles(recordFolderOf(this.#dataFolder))) return meta;
    // Read again: another process may have made the store, meta.json first, between the two looks.
    const made = readMeta(path);
    if (made === undefined) {
      throw new TsRegError('io', `${path} is missing, but there are records beside it`, {
        hint: `restore ${path} from a backup`,
        detail: { path },
      });
    }
    return made;
  }

  /** The keys of the store; undefined when there is no store. @throws {TsRegError} `io`, also for a wrong key. */
  async open(): Promise<OpenKeys | undefined> {
    const meta = this.meta();
    return meta === undefined ? undefined : this.#openWith(meta);
  }

  /** The keys of the store, which is made if there is none. @throws {TsRegError} `io`, also for a wrong key. */
  async openOrCreate(): Promise<OpenKeys> {
    const meta = this.meta() ?? (await this.#create());
    return this.#openWith(meta);
  }

  async #openWith(meta: StoreMeta): Promise<OpenKeys> {
    this.#key ??= await this.#source.open(meta);
    const current = deriveRecordKey(this.#key, meta.id);
    if (current.id !== meta.keyId) {
      this.#key = undefined;
      throw this.#wrongKey(meta);
    }
    return { storeId: meta.id, current, find: (keyId) => (keyId === current.id ? current : undefined) };
  }

  async #create(): Promise<StoreMeta> {
    makeStoreFolders(this.#dataFolder);
    const id = randomBytes(16).toString('hex');
    const { key, kdf } = await this.#source.create(id);
    const meta: StoreMeta = { id, keyId: deriveRecordKey(key, id).id, kdf, further: {} };
    const path = metaFileOf(this.#dataFolder);
    const temp = new TempFolder(lockFolderOf(this.#dataFolder), this.#self);
    if (createFile(path, formatMeta(meta), { temp, sync: true })) {
      this.#key = key;
      return meta;
    }
    const winner = this.meta();
    if (winner === undefined) throw new TsRegError('io', `${path} was removed while it was made`, { hint: 'run the command again' });
    return winner;
  }

  #wrongKey(meta: StoreMeta): TsRegError {
    return new TsRegError('io', `${this.#source.name} does not match store ${meta.id} in ${this.#dataFolder}; nothing was touched`, {
      hint: 'set key, key_file, TS_REG_KEY or TS_REG_KEY_FILE to the key that the store was made with',
      detail: { storeId: meta.id, dataFolder: this.#dataFolder },
    });
  }
}

function hasFiles(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw fileError(error, 'read', folder);
  }
}
