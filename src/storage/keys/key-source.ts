/** Where the key of a store comes from: the interface that every source of keys fulfils. */
import type { KeyObject } from 'node:crypto';
import type { KdfParameters } from '../sealing/store-key.js';

/** What a source may need to know about the store that its key is for. */
export interface StoreIdentity {
  readonly id: string;
  /** The public id of the key that is looked for; see `deriveRecordKey`. */
  readonly keyId: string;
  /** Of a store that is sealed with a passphrase. */
  readonly kdf: KdfParameters | undefined;
}

export interface NewKey {
  readonly key: KeyObject;
  /** To be kept in meta.json. */
  readonly kdf: KdfParameters | undefined;
}

export interface KeySource {
  /** For messages: the path of the key, or where else it is. */
  readonly name: string;
  /** True while `open` would ask a person for something. */
  readonly asksPerson?: boolean;
  /** The key of a store that exists. @throws {TsRegError} `io` when there is none, or it is no key. */
  open(store: StoreIdentity): Promise<KeyObject>;
  /** The key for a new store: a provided one, or one made now. @throws {TsRegError} `io`. */
  create(storeId: string): Promise<NewKey>;
  /** Called when every record is sealed with the new key and both keys still work. @throws {TsRegError} `io`. */
  commit?(): Promise<void>;
}
