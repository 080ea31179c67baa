/**
 * A new key for a store whose key file stays where it is: made beside the old one, and put into its place at the end.
 */
import type { KeyObject } from 'node:crypto';
import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../../system/atomic-write.js';
import { errnoOf, fileError } from '../../system/file-error.js';
import type { ProcessIdentity } from '../../system/process-identity.js';
import { KeyFile } from './key-file.js';
import type { KeySource, NewKey, StoreIdentity } from './key-source.js';

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
