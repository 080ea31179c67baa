/** What commands depend on, built once and only when asked for: settings, the backend, the store. */
import type { Host } from '../../assembly/host.js';
import type { Storage, StorageSettings } from '../../assembly/storage.js';
import type { GlobalFlags, Settings } from '../../config/settings.js';
import { TsRegError } from '../../errors.js';
import type { Keychain } from '../../registry-store/keychain.js';
import type { EmbeddedStore } from '../../registry-store/embedded-store.js';
import type { RegistryBackend } from '../../registry/backend.js';
import type { KeySetting, StoreSetting } from '../../registry/store-setting.js';
import { CallDeadline } from '../../system/call-deadline.js';
import { hint } from '../../system/hint.js';
import { once } from '../../system/once.js';
import { callLimit } from '../../system/time-limits.js';
import type { OutputOutcome } from '../../outputs/write-output.js';
import type { Output } from '../output/output.js';
import type { World } from './world.js';

export interface Factory {
  readonly world: World;
  readonly output: Output;
  /** Reads config.yaml and the environment; throws {TsRegError} `usage` or `io`. */
  settings(): Promise<Settings>;
  /** The files or the database of the embedded store, for what concerns them and no registry. */
  storage(): Promise<Storage>;
  /** Another storage, with the settings' bounds and authorities. Throws {TsRegError} `usage`. */
  storageAt(store: StoreSetting, key: KeySetting): Promise<Storage>;
  /** The remote engine with `--url`, else the embedded store. */
  backend(): Promise<RegistryBackend>;
  /**
   * The embedded store, for what a remote engine cannot do.
   * @throws {TsRegError} `usage` with `--url`.
   */
  store(): Promise<EmbeddedStore>;
  /** The keychain for one answer to docker or the kubelet: one deadline bounds all that it does. */
  keychain(): Promise<ClientKeychain>;
  /**
   * Brings the outputs of config.yaml up to date: all, or those of registries that changed since.
   * @throws {TsRegError} `usage` for outputs that cannot be read; what goes wrong with one is in its outcome.
   */
  writeOutputs(which: { readonly isAll: boolean }): Promise<readonly OutputOutcome[]>;
  /** A factory for the same command line that reads the settings again. */
  withNewSettings(): Factory;
  /**
   * Writes the outputs of what changed, with a warning for what goes wrong, and gives the connection to the database
   * back, if there is one. Never throws.
   */
  close(): Promise<void>;
}

export type ClientKeychain = Pick<Keychain, 'get' | 'answersForHost' | 'store' | 'erase' | 'list'>;

/** A factory for one command line. */
export function createFactory(world: World, flags: GlobalFlags, output: Output): Factory {
  const call = new CallDeadline();
  const withNewSettings = (): Factory => createFactory(world, flags, output);
  const loaded = once(async () => {
    const { loadSettings } = await import('../../config/load-settings.js');
    const found = await loadSettings({
      environment: world.environment,
      flags,
      platform: world.platform,
      homeFolder: world.homeFolder,
    });
    for (const warning of found.warnings) output.warn(warning);
    // The credentials file may ask for JSON too.
    output.adopt(found);
    return found;
  });
  const settings = async (): Promise<Settings> => {
    const found = await loaded();
    if (found.outputs?.problem) throw found.outputs.problem;
    return found;
  };
  const changed = new Set<string>();
  const { environment, platform, clock, interrupted } = world;
  const askPassphrase: Host['askPassphrase'] = () =>
    call.aside(() => output.progress.aside(async () => (await import('../input/passphrase.js')).askPassphrase(world)));
  const host: Host = { environment, platform, clock, interrupted, deadline: call.signal, askPassphrase };
  const opened: Storage[] = [];
  const open = async (setting: StorageSettings): Promise<Storage> => {
    const { openStorage } = await import('../../assembly/storage.js');
    const made = await openStorage(host, setting, output);
    opened.push(made);
    return made;
  };
  const storage = once(async () => open(await loaded()));
  const storageAt = async (store: StoreSetting, key: KeySetting): Promise<Storage> =>
    open({ ...(await settings()), store, key, isAside: true });
  const embedded = once(async () => {
    const { createEmbeddedStore } = await import('../../assembly/embedded-store.js');
    const onChange = (registry: string): void => void changed.add(registry);
    return createEmbeddedStore(host, await loaded(), { storage: await storage(), output, onChange });
  });
  const embeddedOf = async ({ anchore }: Settings): Promise<EmbeddedStore> => {
    if (!anchore) return embedded();
    throw new TsRegError('usage', `credentials stored in Anchore at ${anchore.url} cannot be read back`, {
      hint: hint`add --local to use the store on this machine`,
    });
  };
  const backend = once(async (): Promise<RegistryBackend> => {
    const found = await settings();
    if (!found.anchore) return (await embedded()).backend;
    const { createRemoteBackend } = await import('./remote-backend.js');
    return createRemoteBackend(world, { ...found, anchore: found.anchore }, output);
  });
  const store = async (): Promise<EmbeddedStore> => embeddedOf(await settings());
  const keychain = async (): Promise<ClientKeychain> => {
    // Not settings(): a pull does not fail for an output.
    const found = await loaded();
    call.limitTo(callLimit(found.timeoutMs));
    const { keychain: unbounded } = await embeddedOf(found);
    return {
      get: (address, pod) => call.bound(() => unbounded.get(address, pod)),
      answersForHost: (address) => call.bound(() => unbounded.answersForHost(address)),
      store: (address, credential) => call.bound(() => unbounded.store(address, credential)),
      erase: (address) => call.bound(() => unbounded.erase(address)),
      list: () => call.bound(() => unbounded.list()),
    };
  };
  const writeOutputs: Factory['writeOutputs'] = async ({ isAll }) => {
    const { outputs } = await loaded();
    if (outputs?.problem) throw outputs.problem;
    if (outputs === undefined || outputs.all.length === 0) return [];
    const { writeOutputs: write } = await import('./outputs.js');
    return write(outputs.all, await embedded(), { changed: new Set(changed), isAll }).finally(() => {
      changed.clear();
    });
  };
  const close = async (): Promise<void> => {
    if (changed.size > 0) await warnOfOutputs(output, () => writeOutputs({ isAll: false }));
    await Promise.all(opened.splice(0).map((made) => made.close()));
  };
  return {
    world,
    output,
    settings,
    storage,
    storageAt,
    backend,
    store,
    keychain,
    writeOutputs,
    withNewSettings,
    close,
  };
}

/** The command is done, and succeeded or failed before: the state of an output is only reported. */
async function warnOfOutputs(
  output: Pick<Output, 'warn'>,
  write: () => Promise<readonly OutputOutcome[]>,
): Promise<void> {
  try {
    for (const { file, problems } of await write())
      for (const { message } of problems) output.warn(message.includes(file) ? message : `${file}: ${message}`);
  } catch (error) {
    output.warn(error instanceof TsRegError ? error.message : 'outputs: unexpected internal error');
  }
}
