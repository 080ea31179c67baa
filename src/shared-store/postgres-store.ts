/**
 * Opens the store that many machines share, in PostgreSQL or what speaks its protocol, with this machine's tokens in
 * front.
 */
import type { RecordStore } from '../registry/record-store.js';
import type { KeySetting, StorePaths } from '../registry/store-setting.js';
import type { TokenStore } from '../registry/token-store.js';
import type { Secret } from '../secret.js';
import { keySourceOf } from '../storage/keys/key-choice.js';
import { defaultKeyring, type KeyringOptions } from '../storage/keys/keyring-child.js';
import type { AskPassphrase } from '../storage/keys/passphrase-key.js';
import { lockFolderOf } from '../storage/layout/store-paths.js';
import { LockFolder } from '../storage/locks/lock.js';
import type { RolePermission } from '../storage/tokens/role-permission.js';
import { storeChoice } from '../storage/tokens/token-origin.js';
import type { Environment } from '../system/environment.js';
import { once } from '../system/once.js';
import { thisProcess } from '../system/process-identity.js';
import { type Bounds, DatabaseConnection, defaultBounds } from './connection.js';
import { Database, defaultTransactionBounds, type TransactionBounds } from './database.js';
import { forgetEmbeddedTokens } from './forget-embedded-tokens.js';
import { MachineTokens } from './machine-tokens.js';
import { migrations, tablesIn } from './schema-migrations.js';
import { readPasswordFile } from './password-file.js';
import { connectPg } from './pg-connection.js';
import { PostgresRecordStore } from './postgres-record-store.js';
import { PostgresTokenStore } from './postgres-token-store.js';
import { parsePostgresUrl, placeOf, storeNameOf } from './postgres-url.js';
import { SharedStore } from './shared-store.js';
import { tlsOptions } from './tls-choice.js';

export interface PostgresStoreSettings {
  /** `postgres://…`, as in `store` or TS_REG_STORE. */
  readonly url: Secret;
  /** The key that all machines of the store share. */
  readonly key: KeySetting;
  readonly paths: StorePaths & { readonly configFile: string };
  readonly environment: Environment;
  /** `process.platform`. */
  readonly platform: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** One line for stderr, when a token could not be kept on this machine. */
  readonly warn: (line: string) => void;
  readonly debug: (line: string) => void;
  /** PEM texts of further certificate authorities (`ca_file`), read when the first connection is made. */
  readonly certificateAuthorities?: () => Promise<readonly string[]>;
  readonly askPassphrase?: AskPassphrase;
  readonly keyring?: Partial<KeyringOptions>;
  readonly bounds?: Partial<Bounds & TransactionBounds>;
  /** Ends every wait: the call that the store is opened for is out of time. */
  readonly deadline?: AbortSignal | undefined;
  /** Default: not allowed. */
  readonly ambientRole?: RolePermission;
  /** The settings name another store, whose tokens on this machine stay. */
  readonly isAside?: boolean;
}

export interface PostgresStore {
  readonly records: RecordStore;
  readonly tokens: TokenStore;
  /**
   * Makes or migrates the tables, and the store in them, for those who may not.
   * @throws {TsRegError} `io`, also when the
   * store has another key; `unavailable`.
   */
  prepare(): Promise<void>;
  /** Gives back the locks that this process holds, here and in the database: for an interrupt. Never throws. */
  releaseLocks(): void;
  /** Waits for what is under way, and ends the connection. Never throws. */
  close(): Promise<void>;
}

/**
 * Opens a store without a connection: that is made when it is first needed.
 * @throws {TsRegError} `usage` for an invalid URL.
 */
export function openPostgresStore(settings: PostgresStoreSettings): PostgresStore {
  const { paths, environment } = settings;
  const address = parsePostgresUrl(settings.url, environment);
  const bounds = { ...defaultBounds, ...defaultTransactionBounds, ...settings.bounds };
  const self = once(thisProcess);
  const locks = new LockFolder(lockFolderOf(paths.dataFolder), self);
  const origin = { store: storeNameOf(address), choice: storeChoice({ environment, configFile: paths.configFile }) };
  // A frozen process of this machine gets as much time as one of another machine.
  const ambientRole = settings.ambientRole ?? { isAllowed: false, state: '' };
  const parts = { paths, locks, self, waitMs: bounds.turnMs, deadline: settings.deadline, origin, ambientRole };
  if (!environment['TS_REG_STORE'] && settings.isAside !== true) forgetEmbeddedTokens(parts, settings.debug);
  const connection = new DatabaseConnection(
    placeOf(address),
    async (timeoutMs) =>
      connectPg({
        address,
        tls: address.tls && tlsOptions(address.tls, (await settings.certificateAuthorities?.()) ?? []),
        password: () =>
          Promise.resolve().then(() => address.password ?? readPasswordFile(address, environment, settings.platform)),
        timeoutMs,
      }),
    bounds,
  );
  const expire = (): void => {
    connection.expire();
  };
  if (settings.deadline?.aborted === true) expire();
  settings.deadline?.addEventListener('abort', expire, { once: true });
  const context = {
    self,
    askPassphrase: settings.askPassphrase,
    keyring: { ...defaultKeyring, environment: settings.environment, ...settings.keyring },
  };
  const source = keySourceOf(settings.key, context);
  const store = new SharedStore({
    database: new Database(connection, bounds),
    tables: tablesIn(address.schema),
    source,
    migrations,
  });
  const machine = new MachineTokens(parts, settings.warn);
  return {
    records: new PostgresRecordStore(store, machine),
    tokens: new PostgresTokenStore({ store, machine, clock: settings.clock, debug: settings.debug }),
    prepare: async () => {
      await store.create();
      await store.verifyKey();
    },
    releaseLocks: () => {
      locks.releaseAll();
      connection.abandon();
    },
    close: () => connection.close(),
  };
}
