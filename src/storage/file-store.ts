/** Opens the embedded store: records and tokens as sealed files, shared by any number of processes. */
import type { RecordStore } from '../registry/record-store.js';
import type { KeySetting, StorePaths } from '../registry/store-setting.js';
import type { TokenStore } from '../registry/token-store.js';
import { once } from '../system/once.js';
import { thisProcess } from '../system/process-identity.js';
import { lockWaitLimit, timeLimits } from '../system/time-limits.js';
import { FileRecordStore } from './file-record-store.js';
import { keySourceOf, newKeySource } from './keys/key-choice.js';
import { defaultKeyring, type KeyringOptions } from './keys/keyring-child.js';
import type { AskPassphrase } from './keys/passphrase-key.js';
import { StoreKeys } from './keys/store-keys.js';
import { lockFolderOf } from './layout/store-paths.js';
import { LockFolder } from './locks/lock.js';
import { StoreWriter } from './locks/store-writer.js';
import { rekeyStore } from './rekey.js';
import type { RolePermission } from './tokens/role-permission.js';
import { FileTokenStore } from './tokens/file-token-store.js';

export interface FileStoreSettings {
  readonly paths: StorePaths;
  readonly key: KeySetting;
  /** One line for stderr, when a token could not be kept. */
  readonly warn: (line: string) => void;
  /** Asks for the passphrase, once, when the key is one and the setting does not hold it. */
  readonly askPassphrase?: AskPassphrase;
  /** Where the package of the keyring may come from, how long to wait for it, and the environment of this process. */
  readonly keyring?: Partial<KeyringOptions>;
  /** How long to wait for each other process, in milliseconds. Default: as long as the default of `timeout` asks. */
  readonly waitMs?: number;
  /** Ends every wait: the call that the store is opened for is out of time. */
  readonly deadline?: AbortSignal | undefined;
  /** Default: not allowed. */
  readonly ambientRole?: RolePermission;
}

export interface FileStore {
  readonly records: RecordStore;
  readonly tokens: TokenStore;
  /**
   * Moves the records to another key; answers how many were sealed again. At any moment one of the two keys reads the
   * store; interrupted, the same call continues. `bothWork` runs while both keys work: the moment to change settings.
   * The old key is left where it is. @throws {TsRegError} `not-found` without a store, `refused`, `io`.
   */
  rekey(to: KeySetting, bothWork?: () => Promise<void>): Promise<number>;
  /** Gives back the locks that this process holds: for an interrupt. Never throws. */
  releaseLocks(): void;
}

/** Opens a store without touching it: files are read when they are asked for and made at the first write. */
export function openFileStore(settings: FileStoreSettings): FileStore {
  const { paths } = settings;
  const self = once(thisProcess);
  const locks = new LockFolder(lockFolderOf(paths.dataFolder), self);
  const parts = {
    paths,
    locks,
    self,
    waitMs: settings.waitMs ?? lockWaitLimit(timeLimits.timeout),
    deadline: settings.deadline,
    ambientRole: settings.ambientRole ?? { isAllowed: false, state: '' },
  };
  const writer = new StoreWriter(parts);
  const context = { self, askPassphrase: settings.askPassphrase, keyring: { ...defaultKeyring, ...settings.keyring } };
  const keys = new StoreKeys(paths.dataFolder, keySourceOf(settings.key, context), self);
  return {
    records: new FileRecordStore({ dataFolder: paths.dataFolder, keys, writer, warn: settings.warn }),
    tokens: new FileTokenStore(parts, writer, settings.warn),
    rekey: (to, bothWork) => rekeyStore({ parts, writer, keys, to: newKeySource(settings.key, to, context), bothWork }),
    releaseLocks: () => {
      locks.releaseAll();
    },
  };
}
