/** Machines that share a store in a test's PostgreSQL: each with a home of its own, all with one key. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { openPostgresStore, type PostgresStore, type PostgresStoreSettings } from '../../../src/storage/postgres/postgres-store.js';
import type { StorePaths } from '../../../src/storage/files/store-paths.js';
import { tempFolder } from '../store-in-temp.js';

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
  const paths = { configFile: join(home, 'config', 'config.yaml'), keyFile: join(home, 'config', 'key'), tokenKeyFile: join(home, 'run', 'token-key'), dataFolder: join(home, 'data') };
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
