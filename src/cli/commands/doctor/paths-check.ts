/** Reports where settings, store and key are. */
import { existsSync } from 'node:fs';
import { TsRegError } from '../../../errors.js';
import type { Settings } from '../../../config/settings.js';
import type { KeySetting, StoreSetting } from '../../../registry/store-setting.js';
import type { Environment } from '../../../system/environment.js';
import { KeyFile } from '../../../storage/keys/key-file.js';
import { EnvironmentKey, ExternalKeyFile } from '../../../storage/keys/provided-keys.js';
import { thisProcess } from '../../../system/process-identity.js';
import { type Finding, fine, problem, remark } from './findings.js';

/**
 * Problems only of the key: a fault of the other places is reported when they are opened.
 * @throws {TsRegError} `usage` for an invalid database URL; opening the store throws the same error earlier.
 */
export async function checkPlaces(
  { paths, store, key }: Settings,
  environment: Environment,
): Promise<readonly Finding[]> {
  const { configFile, dataFolder } = paths;
  return [
    fine('settings', existsSync(configFile) ? `from ${configFile}` : `defaults; there is no ${configFile}`),
    fine('store', store.kind === 'file' ? `in ${dataFolder}` : `in ${await databasePlace(store, environment)}`),
    await checkKey(key, store.kind === 'postgres'),
  ];
}

/** Opens keys that are in a file or variable, even where no record needs them yet; no request for other kinds. */
async function checkKey(key: KeySetting, isShared: boolean): Promise<Finding> {
  try {
    switch (key.kind) {
      case 'file':
        if ((await new KeyFile(key.path, thisProcess).read()) === undefined)
          return remark('key', `${key.path} does not exist; ts-reg creates it with the first record of a new store`);
        return fine('key', `in ${key.path}${isShared ? ', the same on every machine of this store' : ''}`);
      case 'external-file':
        await new ExternalKeyFile(key.path).open();
        return fine('key', `in ${key.path} (external file)`);
      case 'environment':
        await new EnvironmentKey(key.key).open();
        return fine('key', 'in TS_REG_KEY');
      case 'keyring':
        return fine('key', 'in the keyring of this desktop');
      case 'passphrase':
        return fine(
          'key',
          key.passphrase === undefined
            ? 'a passphrase, asked for on the terminal'
            : 'a passphrase, in TS_REG_PASSPHRASE',
        );
      default:
        return key satisfies never;
    }
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return problem('key', error.message, error.hint);
  }
}

/** Without the password that its URL may hold. */
async function databasePlace(
  { url }: Extract<StoreSetting, { kind: 'postgres' }>,
  environment: Environment,
): Promise<string> {
  const { parsePostgresUrl, placeOf } = await import('../../../shared-store/postgres-url.js');
  const address = parsePostgresUrl(url, environment);
  return `schema ${address.schema} of ${placeOf(address)}`;
}
