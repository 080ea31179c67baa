/** A store as it is named on a command line: `file`, `database`, or the URL of a database. */
import { parseStore } from '../../../config/setting-values.js';
import { TsRegError } from '../../../errors.js';
import type { StoreSetting } from '../../../registry/store-setting.js';
import type { Environment } from '../../../system/environment.js';
import { hint } from '../../../system/hint.js';

export interface StoreContext {
  /** `store` of the settings. */
  readonly configured: StoreSetting;
  /** libpq's variables complete a URL. */
  readonly environment: Environment;
}

/**
 * Two stores that are not one and the same. @throws {TsRegError} `usage`; a URL is never quoted, it may hold a
 * password.
 */
export async function differentStores(
  from: string,
  to: string,
  context: StoreContext,
): Promise<{ readonly from: StoreSetting; readonly to: StoreSetting }> {
  const stores = { from: storeAt(from, context.configured), to: storeAt(to, context.configured) };
  const [one, other] = [await nameOf(stores.from, context.environment), await nameOf(stores.to, context.environment)];
  if (one !== other) return stores;
  throw new TsRegError('usage', 'source and destination are the same store', {
    hint: hint`ts-reg store copy file database, or: ts-reg store copy database file`,
  });
}

function storeAt(text: string, configured: StoreSetting): StoreSetting {
  if (text !== 'database') return parseStore(text, { name: 'a store', example: hint`ts-reg store copy file database` });
  if (configured.kind === 'postgres') return configured;
  throw new TsRegError('usage', 'no database is configured', {
    hint: hint`export TS_REG_STORE=postgres://ts_reg@db.example.com/ts_reg`,
  });
}

async function nameOf(store: StoreSetting, environment: Environment): Promise<string> {
  if (store.kind === 'file') return 'file';
  const { parsePostgresUrl, storeNameOf } = await import('../../../shared-store/postgres-url.js');
  return storeNameOf(parsePostgresUrl(store.url, environment));
}
