/** Where records and tokens are kept: files on this machine, or the database that the settings name. */
import type { Settings } from '../config/settings.js';
import type { RecordStore } from '../registry/record-store.js';
import type { StoreSetting } from '../registry/store-setting.js';
import type { TokenStore } from '../registry/token-store.js';
import { type FileStore, openFileStore } from '../storage/file-store.js';
import type { RolePermission } from '../storage/tokens/role-permission.js';
import { isSettled } from '../system/file-state.js';
import { lockHoldLimit, lockWaitLimit } from '../system/time-limits.js';
import type { Host, Reporter } from './host.js';

export interface Storage {
  readonly records: RecordStore;
  readonly tokens: TokenStore;
  /**
   * As in {@link FileStore}; undefined for a database, whose key is shared with machines that this one cannot speak
   * for.
   */
  readonly rekey: FileStore['rekey'] | undefined;
  /**
   * Makes or migrates the tables of a database; undefined for files, which need none. Throws {TsRegError} `io`,
   * `unavailable`.
   */
  readonly prepare: (() => Promise<void>) | undefined;
  /** Waits for what is under way, and ends the connection. Never throws. */
  close(): Promise<void>;
}

/** The settings by which a storage is opened. */
export interface StorageSettings extends Pick<
  Settings,
  'paths' | 'key' | 'store' | 'timeoutMs' | 'caFile' | 'allowAmbientRole' | 'configState'
> {
  /** Opened for one command beside the store of the settings, whose tokens on this machine stay. */
  readonly isAside?: boolean;
}

/**
 * The storage that the settings name. Opening does no I/O and connects to nothing: a store that is not there reads as
 * empty. Files never stand in for a database that cannot be reached.
 * @throws {TsRegError} `usage` for an invalid URL.
 */
export async function openStorage(
  host: Host,
  settings: StorageSettings,
  output: Pick<Reporter, 'warn' | 'debug'>,
): Promise<Storage> {
  const opened =
    settings.store.kind === 'file'
      ? openFiles(host, settings, output)
      : await openDatabase(host, settings, { store: settings.store, output });
  host.interrupted.addEventListener(
    'abort',
    () => {
      opened.releaseLocks();
    },
    { once: true },
  );
  return opened;
}

interface Opened extends Storage {
  releaseLocks(): void;
}

function rolePermission({ clock }: Host, { allowAmbientRole, configState }: StorageSettings): RolePermission {
  return { isAllowed: allowAmbientRole, state: isSettled(configState, clock()) ? configState.text : '' };
}

function openFiles(host: Host, settings: StorageSettings, output: Pick<Reporter, 'warn'>): Opened {
  const { paths, key, timeoutMs } = settings;
  const files = openFileStore({
    paths,
    key,
    warn: (line) => {
      output.warn(line);
    },
    keyring: { environment: host.environment },
    waitMs: lockWaitLimit(timeoutMs),
    deadline: host.deadline,
    ambientRole: rolePermission(host, settings),
    ...(host.askPassphrase && { askPassphrase: host.askPassphrase }),
  });
  return { ...files, prepare: undefined, close: () => Promise.resolve() };
}

interface DatabaseOptions {
  readonly store: Extract<StoreSetting, { kind: 'postgres' }>;
  readonly output: Pick<Reporter, 'warn' | 'debug'>;
}

async function openDatabase(
  host: Host,
  settings: StorageSettings,
  { store, output }: DatabaseOptions,
): Promise<Opened> {
  const { environment, platform, clock, askPassphrase, deadline } = host;
  const { paths, key, timeoutMs, caFile, isAside } = settings;
  const { openPostgresStore } = await import('../shared-store/postgres-store.js');
  const database = openPostgresStore({
    url: store.url,
    key,
    paths,
    environment,
    platform,
    clock,
    warn: (line) => {
      output.warn(line);
    },
    debug: (line) => {
      output.debug(line);
    },
    certificateAuthorities: async () =>
      (await import('../http/certificate-authorities.js')).readCertificateAuthorities({ caFile, environment }),
    keyring: { environment },
    isAside: isAside === true,
    ambientRole: rolePermission(host, settings),
    ...(askPassphrase && { askPassphrase }),
    bounds: { turnMs: lockHoldLimit(timeoutMs), lockMs: lockWaitLimit(timeoutMs) },
    deadline,
  });
  return { ...database, rekey: undefined };
}
