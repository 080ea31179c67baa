/**
 * What `import … from 'ts-reg'` gives. It runs inside another program: it prints nothing, asks nothing, ends
 * nothing, listens to no signal, and loads what it needs when it needs it.
 */
import { homeFolderOf } from '../system/home-folder.js';
import { OpenedStore } from './opened-store.js';
import type { RegistryStore, RegistryStoreOptions } from './public-interface.js';

export { TsRegError } from '../errors.js';
export type { ErrorDetails, ErrorKind } from '../errors.js';
export { Secret } from '../secret.js';
export type {
  ApplyOutcome,
  ApplyRegistriesOptions,
  Credential,
  NewRegistry,
  RefreshOptions,
  RefreshOutcome,
  RegistriesDocument,
  Registry,
  RegistryCredentials,
  RegistryEntry,
  RegistryStore,
  RegistryStoreOptions,
  RegistryType,
  SecretReference,
} from './public-interface.js';

/**
 * The store of the user, with the settings of the command line: TS_REG_HOME, config.yaml, the environment. Reads
 * nothing until it is asked for something. It is always the store of ts-reg itself: an Anchore deployment
 * (ANCHORE_CLI_URL) keeps its secrets, and has no tokens to give.
 */
export function createRegistryStore({
  environment: given,
  onWarning = () => undefined,
}: RegistryStoreOptions = {}): RegistryStore {
  const environment = given ?? process.env;
  return new OpenedStore(async (closing) => {
    const [{ loadSettings }, { createEmbeddedStore }, { openStorage }] = await Promise.all([
      import('../config/load-settings.js'),
      import('../assembly/embedded-store.js'),
      import('../assembly/storage.js'),
    ]);
    const { platform } = process;
    // An environment that the caller made is all that counts; the process's own is completed as for docker.
    const homeFolder = given
      ? (given[platform === 'win32' ? 'USERPROFILE' : 'HOME'] ?? '')
      : homeFolderOf(environment, platform);
    const settings = await loadSettings({ environment, flags: { local: true }, platform, homeFolder });
    for (const warning of settings.warnings) onWarning(warning);
    const surroundings = {
      environment,
      platform,
      clock: () => Date.now(),
      interrupted: closing,
      askPassphrase: undefined,
    };
    const output = {
      warn: onWarning,
      report: ({ message }: { readonly message: string }) => {
        onWarning(message);
      },
      debug: () => undefined,
    };
    const storage = await openStorage(surroundings, settings, output);
    return {
      engine: createEmbeddedStore(surroundings, settings, { storage, output }),
      surroundings: { environment, platform, homeFolder, signal: closing },
      close: () => storage.close(),
    };
  });
}
