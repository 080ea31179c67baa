/** What the torture asks a worker process to do, and how the processes agree on what a record must look like. */
import type { OpenRecord } from '../../src/registry/record.js';
import type { StorePaths } from '../../src/registry/store-setting.js';
import type { CachedToken } from '../../src/registry/token.js';
import { Secret } from '../../src/secret.js';
import { type FileStore, openFileStore } from '../../src/storage/file-store.js';

export type Job =
  /** Inserts `count` records of its own. */
  | { readonly kind: 'adds'; readonly home: string; readonly prefix: string; readonly count: number }
  /** Changes one shared record `count` times. */
  | { readonly kind: 'updates'; readonly home: string; readonly registries: readonly string[]; readonly count: number }
  /** Adds, changes and deletes by a seeded plan; shared records are only counted up. */
  | { readonly kind: 'mixed'; readonly home: string; readonly seed: number; readonly count: number }
  /** Waits for a line on standard input, then writes without end and acknowledges each write, until it is killed. */
  | { readonly kind: 'storm'; readonly home: string; readonly slot: string; readonly shared: readonly string[] }
  /** Reads without end until its standard input closes. */
  | { readonly kind: 'reader'; readonly home: string; readonly shared: readonly string[] }
  /** Renews one token, slowly; each exchange appends a byte to the counter file. */
  | {
      readonly kind: 'renew';
      readonly home: string;
      readonly registry: string;
      readonly counterFile: string;
      readonly exchangeMs: number;
    }
  /** One writing command again and again, each time on a store of its own and with another of its calls failing. */
  | {
      readonly kind: 'failing-calls';
      readonly command: Command;
      readonly fault: string;
      readonly rounds: readonly { readonly home: string; readonly point: number }[];
    }
  /** One writing command on a prepared store. */
  | { readonly kind: 'command'; readonly home: string; readonly command: Command };

export const commands = [
  'first-insert',
  'insert',
  'change',
  'delete',
  'keep-token',
  'drop-token',
  'rekey',
  'rotate',
] as const;
export type Command = (typeof commands)[number];

export function pathsIn(home: string): StorePaths {
  return { keyFile: `${home}/config/key`, tokenKeyFile: `${home}/run/token-key`, dataFolder: `${home}/data` };
}

/** The store below a home, with its own key file or the one that `rekey` moves it to. */
export function storeIn(
  home: string,
  keyFile = pathsIn(home).keyFile,
  warn: (line: string) => void = () => undefined,
): FileStore {
  return openFileStore({ paths: pathsIn(home), key: { kind: 'file', path: keyFile }, warn, waitMs: 30_000 });
}

/** A record whose parts all tell its version, so that a mixture of two versions shows. */
export function versioned(registry: string, version: number): OpenRecord {
  return {
    registry,
    name: `name ${version}`,
    type: 'docker_v2',
    user: `user ${version}`,
    verifyTls: true,
    origin: 'add',
    location: {},
    createdAt: 1_767_323_045_000,
    updatedAt: 1_767_323_045_000 + version * 1_000,
    version,
    secret: new Secret(`secret ${version}`),
  };
}

/** Whether every part of a record tells the same version. */
export function isWhole(record: OpenRecord): boolean {
  const { version } = record;
  return (
    record.user === `user ${version}` &&
    record.name === `name ${version}` &&
    record.secret.reveal() === `secret ${version}`
  );
}

/** The next version of a record, or its first one. */
export function nextVersion(registry: string): (current: OpenRecord | undefined) => OpenRecord {
  return (current) => versioned(registry, (current?.version ?? 0) + 1);
}

export function tokenNumber(count: number): CachedToken {
  return {
    username: 'AWS',
    password: new Secret(`token ${count}`),
    issuedAt: count,
    expiresAt: count + 43_200_000,
    fingerprint: `${count}`,
  };
}

/** The same numbers in every run (mulberry32), so that a failure can be run again. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}
