/** Machines that share a store in a test's PostgreSQL: each with a home of its own, all with one key. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { KeySetting, StorePaths } from '../../src/registry/store-setting.js';
import { Secret } from '../../src/secret.js';
import { DatabaseConnection } from '../../src/shared-store/connection.js';
import { Database, defaultTransactionBounds, type TransactionBounds } from '../../src/shared-store/database.js';
import { type Migration, migrations, type Tables, tablesIn } from '../../src/shared-store/schema-migrations.js';
import { connectPg, type PgConnection } from '../../src/shared-store/pg-connection.js';
import {
  openPostgresStore,
  type PostgresStore,
  type PostgresStoreSettings,
} from '../../src/shared-store/postgres-store.js';
import { parsePostgresUrl, placeOf } from '../../src/shared-store/postgres-url.js';
import { SharedStore } from '../../src/shared-store/shared-store.js';
import { keySourceOf } from '../../src/storage/keys/key-choice.js';
import type { KeySource } from '../../src/storage/keys/key-source.js';
import { defaultKeyring } from '../../src/storage/keys/keyring-child.js';
import { thisProcess } from '../../src/system/process-identity.js';
import { tempFolder } from '../storage/store-in-temp.js';

export const sharedKey = { kind: 'environment', key: new Secret(Buffer.alloc(32, 1).toString('base64')) } as const;
export const wrongKey = { kind: 'environment', key: new Secret(Buffer.alloc(32, 2).toString('base64')) } as const;

export interface Machine extends PostgresStore {
  readonly home: string;
  readonly paths: StorePaths & { readonly configFile: string };
  readonly warnings: string[];
  readonly debugLines: string[];
  /** Another process of this machine. */
  reopen(settings?: Partial<PostgresStoreSettings>): PostgresStore;
}

/** A machine with an empty home; its connection is closed when the test is over. */
export function machineOn(url: string, settings: Partial<PostgresStoreSettings> = {}): Machine {
  const home = tempFolder();
  const paths = {
    configFile: join(home, 'config', 'config.yaml'),
    keyFile: join(home, 'config', 'key'),
    tokenKeyFile: join(home, 'run', 'token-key'),
    dataFolder: join(home, 'data'),
  };
  const warnings: string[] = [];
  const debugLines: string[] = [];
  const reopen = (more: Partial<PostgresStoreSettings> = {}): PostgresStore => {
    const store = openPostgresStore({
      url: new Secret(url),
      key: sharedKey,
      paths,
      environment: { TS_REG_STORE: url },
      platform: 'linux',
      clock: () => Date.now(),
      warn: (line) => warnings.push(line),
      debug: (line) => debugLines.push(line),
      ...settings,
      ...more,
    });
    onTestFinished(() => store.close());
    return store;
  };
  return { ...reopen(), home, paths, warnings, debugLines, reopen };
}

/** The database of a URL, without a store in it. */
export function databaseOn(url: string, bounds: Partial<TransactionBounds> = {}): Database {
  const address = parsePostgresUrl(new Secret(url), {});
  const connect = (timeoutMs: number): Promise<PgConnection> =>
    connectPg({ address, tls: undefined, password: () => Promise.resolve(address.password), timeoutMs });
  const connection = new DatabaseConnection(placeOf(address), connect);
  onTestFinished(() => connection.close());
  return new Database(connection, { ...defaultTransactionBounds, ...bounds });
}

/** The tables that a URL names. */
export function tablesOf(url: string): Tables {
  return tablesIn(parsePostgresUrl(new Secret(url), {}).schema);
}

export interface SharedStoreOptions {
  readonly known?: readonly Migration[];
  readonly key?: KeySetting;
  /** Happens after this machine saw that there is no store, and before it makes one. */
  readonly whileMade?: () => Promise<void>;
}

/** A store without this machine's tokens in front, as a program with these migrations has it. */
export function sharedStoreOn(
  url: string,
  { known = migrations, key = sharedKey, whileMade }: SharedStoreOptions = {},
): SharedStore {
  const source = keySourceOf(key, { self: thisProcess, askPassphrase: undefined, keyring: defaultKeyring });
  const create: KeySource['create'] = async (id) => {
    await whileMade?.();
    return source.create(id);
  };
  return new SharedStore({
    database: databaseOn(url),
    tables: tablesOf(url),
    source: { name: source.name, open: (store) => source.open(store), create },
    migrations: known,
  });
}
