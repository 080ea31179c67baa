/** What the torture of the shared store asks a machine to do: a process with a home of its own. */
import type { OpenRecord } from '../../src/registry/record.js';
import type { CachedToken } from '../../src/registry/token.js';
import { Secret } from '../../src/secret.js';
import {
  openPostgresStore,
  type PostgresStore,
  type PostgresStoreSettings,
} from '../../src/shared-store/postgres-store.js';
import { pathsIn } from './job.js';

export type SharedJob =
  /** Inserts `count` records of its own. */
  | { readonly kind: 'shared-adds'; readonly machine: Machine; readonly prefix: string; readonly count: number }
  /** Connects, says so, and then gets the credential of each registry that a line of its standard input names. */
  | { readonly kind: 'shared-gets'; readonly machine: Machine; readonly exchange: FakeExchange }
  /** Gets and changes without end until its standard input closes. */
  | {
      readonly kind: 'shared-load';
      readonly machine: Machine;
      readonly exchange: FakeExchange;
      readonly cached: readonly string[];
      readonly changed: string;
    };

export interface Machine {
  readonly url: string;
  readonly home: string;
  readonly bounds?: PostgresStoreSettings['bounds'];
}

/**
 * Stands in for AWS; each exchange appends a byte to the file, so that it is counted even when its process is killed.
 */
export interface FakeExchange {
  readonly counterFile: string;
  readonly milliseconds: number;
}

export const halfDay = 43_200_000;

/** The store as this machine opens it; all machines have the one key. */
export function sharedStore({ url, home, bounds }: Machine): PostgresStore {
  return openPostgresStore({
    url: new Secret(url),
    key: { kind: 'environment', key: sharedKey },
    paths: { ...pathsIn(home), configFile: `${home}/config/config.yaml` },
    environment: { TS_REG_STORE: url },
    platform: process.platform,
    clock: () => Date.now(),
    warn: () => undefined,
    debug: () => undefined,
    ...(bounds && { bounds }),
  });
}

export const sharedKey = new Secret(Buffer.alloc(32, 7).toString('base64'));

/** A record whose credential is a token. */
export function ecrRecord(registry: string): OpenRecord {
  return {
    registry,
    name: registry,
    type: 'awsecr',
    user: 'AKIAIOSFODNN7EXAMPLE',
    verifyTls: true,
    origin: 'add',
    location: { region: 'us-east-1', account: '012345678901' },
    createdAt: 1_767_323_045_000,
    updatedAt: 1_767_323_045_000,
    version: 1,
    secret: new Secret('secret key'),
  };
}

/** A token that ended an hour ago. */
export function expiredToken(): CachedToken {
  const expiresAt = Date.now() - 3_600_000;
  return {
    username: 'AWS',
    password: new Secret('expired'),
    issuedAt: expiresAt - halfDay,
    expiresAt,
    fingerprint: 'old',
  };
}
