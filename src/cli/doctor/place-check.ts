/** Tells where settings, store and key are. */
import { existsSync } from 'node:fs';
import type { KeySetting, Settings } from '../../config/settings.js';
import type { Finding } from './finding.js';
import { fine } from './finding.js';

/** Never a fault: what is wrong with one of these places is for those who open it to say. */
export function checkPlaces({ paths, store, key }: Settings): readonly Finding[] {
  const { configFile, dataFolder } = paths;
  return [
    fine('settings', existsSync(configFile) ? `from ${configFile}` : `defaults; there is no ${configFile}`),
    // The URL of a database holds its password.
    fine('store', store.kind === 'file' ? `in ${dataFolder}` : 'in PostgreSQL'),
    fine('key', keyPlace(key)),
  ];
}

function keyPlace(key: KeySetting): string {
  switch (key.kind) {
    case 'file':
      return existsSync(key.path) ? `in ${key.path}` : `in ${key.path}, made with the first record`;
    case 'external-file':
      return `in ${key.path}, which somebody else provides`;
    case 'environment':
      return 'in TS_REG_KEY';
    case 'keyring':
      return 'in the keyring of this desktop';
    case 'passphrase':
      return key.passphrase === undefined ? 'a passphrase, asked for on the terminal' : 'a passphrase, in TS_REG_PASSPHRASE';
    default:
      return key satisfies never;
  }
}
