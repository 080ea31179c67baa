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
  /** Gives the connection to the database back, if there is one. Never throws. */
  close(): Promise<void>;
}

export type ClientKeychain = Pick<Keychain, 'get' | 'answersForHost' | 'store' | 'erase' | 'list'>;

/** A factory for one command line. */
export function createFactory(world: World, flags: GlobalFlags, output: Output): Factory {
  const call = new CallDeadline();
  const settings = once(async () => {
    const { loadSettings } = await import('../../config/load-settings.js');
    const loaded = await loadSettings({
      environment: world.environment,
      flags,
      platform: world.platform,
      homeFolder: world.homeFolder,
    });
    for (const warning of loaded.warnings) output.warn(warning);
    // The credentials file may ask for JSON too.
    output.adopt(loaded);
    return loaded;
  });
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
  const storage = once(async () => open(await settings()));
  const storageAt = async (store: StoreSetting, key: KeySetting): Promise<Storage> =>
    open({ ...(await settings()), store, key, isAside: true });
  const embedded = once(async () => {
    const { createEmbeddedStore } = await import('../../assembly/embedded-store.js');
    return createEmbeddedStore(host, await settings(), { storage: await storage(), output });
  });
  const backend = once(async (): Promise<RegistryBackend> => {
    const loaded = await settings();
    if (!loaded.anchore) return (await embedded()).backend;
    const { createRemoteBackend } = await import('./remote-backend.js');
    return createRemoteBackend(world, { ...loaded, anchore: loaded.anchore }, output);
  });
  const store = async (): Promise<EmbeddedStore> => {
    const { anchore } = await settings();
    if (!anchore) return embedded();
    throw new TsRegError('usage', `credentials stored in Anchore at ${anchore.url} cannot be read back`, {
      hint: hint`add --local to use the store on this machine`,
    });
  };
  const keychain = async (): Promise<ClientKeychain> => {
    call.limitTo(callLimit((await settings()).timeoutMs));
    const { keychain: unbounded } = await store();
    return {
      get: (address, pod) => call.bound(() => unbounded.get(address, pod)),
      answersForHost: (address) => call.bound(() => unbounded.answersForHost(address)),
      store: (address, credential) => call.bound(() => unbounded.store(address, credential)),
      erase: (address) => call.bound(() => unbounded.erase(address)),
      list: () => call.bound(() => unbounded.list()),
    };
  };
  const close = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((made) => made.close()));
  };
  return { world, output, settings, storage, storageAt, backend, store, keychain, close };
}
