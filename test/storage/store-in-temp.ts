/** A store in a fresh folder of this test, and records to put into it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OpenRecord } from '../../src/registry/record.js';
import type { StorePaths } from '../../src/registry/store-setting.js';
import type { CachedToken } from '../../src/registry/token.js';
import { Secret } from '../../src/secret.js';
import { type FileStore, type FileStoreSettings, openFileStore } from '../../src/storage/file-store.js';

export interface TempStore extends FileStore {
  /** Holds everything: settings and data lie in folders of their own below it. */
  readonly home: string;
  readonly paths: StorePaths;
  readonly warnings: readonly string[];
  /** The same folder, as another process would open it. */
  reopen(settings?: Partial<FileStoreSettings>): FileStore;
}

/** A folder that is removed when the test is over. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-storage-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A store that does not exist yet. */
export function tempStore(settings: Partial<FileStoreSettings> = {}): TempStore {
  const home = tempFolder();
  const paths = {
    keyFile: join(home, 'config', 'key'),
    tokenKeyFile: join(home, 'run', 'token-key'),
    dataFolder: join(home, 'data'),
  };
  const warnings: string[] = [];
  const reopen = (more: Partial<FileStoreSettings> = {}): FileStore =>
    openFileStore({
      paths,
      key: { kind: 'file', path: paths.keyFile },
      warn: (line) => warnings.push(line),
      waitMs: 2_000,
      ...settings,
      ...more,
    });
  return { ...reopen(), home, paths, warnings, reopen };
}

/** A record as `registry add` makes it. */
export function someRecord(registry: string, more: Partial<OpenRecord> = {}): OpenRecord {
  return {
    registry,
    name: undefined,
    type: 'docker_v2',
    user: 'alice',
    verifyTls: true,
    origin: 'add',
    location: {},
    createdAt: 1_767_323_045_000,
    updatedAt: 1_767_323_045_000,
    version: 1,
    secret: new Secret('canary-secret'),
    ...more,
  };
}

/** A token that is fresh at `issuedAt`. */
export function someToken(more: Partial<CachedToken> = {}): CachedToken {
  return {
    username: 'AWS',
    password: new Secret('canary-token'),
    issuedAt: 1_767_323_045_000,
    expiresAt: 1_767_323_045_000 + 43_200_000,
    fingerprint: 'f'.repeat(32),
    ...more,
  };
}

/** Every file below a folder with its bytes as text, to compare a store before and after. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );
}
