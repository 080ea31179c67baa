/** Reports where settings, store and key are. */
import { existsSync } from 'node:fs';
import type { Settings } from '../../../config/settings.js';
import type { KeySetting, StoreSetting } from '../../../registry/store-setting.js';
import type { Environment } from '../../../system/environment.js';
import { type Finding, fine } from './findings.js';

/**
 * Never a problem: a fault of one of these places is reported when it is opened.
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
    fine(
      'key',
      store.kind === 'postgres' && key.kind === 'file'
        ? `in ${key.path}, the same on every machine of this store`
        : keyPlace(key),
    ),
  ];
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

function keyPlace(key: KeySetting): string {
  switch (key.kind) {
    case 'file':
      return existsSync(key.path) ? `in ${key.path}` : `in ${key.path}, created with the first record`;
    case 'external-file':
      return `in ${key.path} (external file)`;
    case 'environment':
      return 'in TS_REG_KEY';
    case 'keyring':
      return 'in the keyring of this desktop';
    case 'passphrase':
      return key.passphrase === undefined
        ? 'a passphrase, asked for on the terminal'
        : 'a passphrase, in TS_REG_PASSPHRASE';
    default:
      return key satisfies never;
  }
}
