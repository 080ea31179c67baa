/**
 * The keys of one store: finds out which store it is, whether the key is the right one, and makes both at first use.
 */
import { type KeyObject, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { TsRegError } from '../../errors.js';
import { createFile } from '../../system/atomic-write.js';
import { errnoOf, fileError } from '../../system/file-error.js';
import { hint } from '../../system/hint.js';
import type { ProcessIdentity } from '../../system/process-identity.js';
import { TempFolder } from '../../system/temp-folder.js';
import { makeStoreFolders, requireOwnStore } from '../layout/store-folder.js';
import { lockFolderOf, metaFileOf, recordFolderOf } from '../layout/store-paths.js';
import { deriveRecordKey } from '../sealing/store-key.js';
import { type KeyRing, openRing, openRingFrom } from './key-ring.js';
import type { KeySource } from './key-source.js';
import { formatMeta, readMeta, type StoreMeta } from './store-meta.js';

export class StoreKeys {
  readonly #dataFolder: string;
  readonly #source: KeySource;
  readonly #self: () => ProcessIdentity;
  #key: KeyObject | undefined;
  /** meta.json as it was read, while the file is the same one. */
  #read: { readonly state: string; readonly meta: StoreMeta } | undefined;

  constructor(dataFolder: string, source: KeySource, self: () => ProcessIdentity) {
    this.#dataFolder = dataFolder;
    this.#source = source;
    this.#self = self;
  }

  /**
   * What meta.json says, without a key; undefined when there is no store.
   * @throws {TsRegError} `io`: folders that are not ours alone; damaged, newer, or gone while its records are still
   * there.
   */
  meta(): StoreMeta | undefined {
    requireOwnStore(this.#dataFolder);
    const path = metaFileOf(this.#dataFolder);
    const meta = this.#readOnce(path);
    if (meta !== undefined || !hasFiles(recordFolderOf(this.#dataFolder))) return meta;
    // Read again: another process may have made the store, meta.json first, between the two looks.
    const made = readMeta(path);
    if (made === undefined) {
      throw new TsRegError('io', `${path} is missing, but there are records beside it`, {
        hint: hint`restore ${path} from a backup`,
        detail: { path },
      });
    }
    return made;
  }

  /** The keys of the store; undefined when there is no store. @throws {TsRegError} `io`, also for a wrong key. */
  async open(): Promise<KeyRing | undefined> {
    const meta = this.meta();
    return meta === undefined ? undefined : this.#openWith(meta);
  }

  /**
   * The keys of the store, or why they are not available; no passphrase is asked for. Undefined when there is no
   * store.
   */
  async openUnasked(): Promise<KeyRing | TsRegError | undefined> {
    if (this.#key === undefined && this.#source.asksPerson === true) {
      return new TsRegError('usage', 'its passphrase is not set', { hint: hint`export TS_REG_PASSPHRASE=…` });
    }
    try {
      return await this.open();
    } catch (error) {
      if (error instanceof TsRegError) return error;
      throw error;
    }
  }

  /** The keys of a store that must be there. @throws {TsRegError} `io`, also when it is not. */
  async openExisting(): Promise<KeyRing> {
    const ring = await this.open();
    if (ring !== undefined) return ring;
    throw new TsRegError('io', `${metaFileOf(this.#dataFolder)} was removed`, { detail: { path: this.#dataFolder } });
  }

  /** The keys of the store, which is made if there is none. @throws {TsRegError} `io`, also for a wrong key. */
  async openOrCreate(): Promise<KeyRing> {
    const meta = this.meta() ?? (await this.#create());
    return this.#openWith(meta);
  }

  #readOnce(path: string): StoreMeta | undefined {
    const state = stateOf(path);
    if (this.#read !== undefined && this.#read.state === state) return this.#read.meta;
    const meta = readMeta(path);
    this.#read = meta && state !== undefined ? { state, meta } : undefined;
    return meta;
  }

  async #openWith(meta: StoreMeta): Promise<KeyRing> {
    const kept = this.#key && openRing(meta, this.#key);
    if (kept !== undefined) return kept;
    const { ring, error } = await openRingFrom(this.#source, meta);
    if (ring === undefined) {
      // Both may have changed between our looks at meta.json and at the key: the store moved to another key.
      const now = this.meta();
      if (now !== undefined && now.current.keyId !== meta.current.keyId) return this.#openWith(now);
      throw error ?? this.#wrongKey(meta);
    }
    this.#key = ring.currentKey;
    return ring;
  }

  async #create(): Promise<StoreMeta> {
    makeStoreFolders(this.#dataFolder);
    const id = randomBytes(16).toString('hex');
    const { key, kdf } = await this.#source.create(id);
    const current = { keyId: deriveRecordKey(key, id).id, kdf };
    const meta: StoreMeta = { id, current, previous: undefined, further: {} };
    const path = metaFileOf(this.#dataFolder);
    const temp = new TempFolder(lockFolderOf(this.#dataFolder), this.#self);
    if (createFile(path, formatMeta(meta), { temp, sync: true })) {
      this.#key = key;
      return meta;
    }
    const winner = this.meta();
    if (winner === undefined)
      throw new TsRegError('io', `${path} was removed while it was being created`, {
        hint: hint`run the command again`,
      });
    return winner;
  }

  #wrongKey(meta: StoreMeta): TsRegError {
    return new TsRegError(
      'io',
      `${this.#source.name} does not match store ${meta.id} in ${this.#dataFolder}; nothing was changed`,
      {
        hint:
          meta.current.kdf === undefined
            ? hint`set the key that the store was created with (key or key_file in config.yaml, TS_REG_KEY):
              export TS_REG_KEY_FILE=/path/to/key`
            : hint`set key: passphrase in config.yaml, or TS_REG_PASSPHRASE`,
        detail: { storeId: meta.id, dataFolder: this.#dataFolder },
      },
    );
  }
}

/** Another one as soon as the file is written, replaced, or given to others; undefined when it is not there. */
function stateOf(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    // Reading it reports what is wrong with it.
    return undefined;
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
