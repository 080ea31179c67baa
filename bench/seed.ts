/**
 * Fills a store: node seed.mjs HOME FROM TO adds registries number FROM to TO - 1, and keeps a fresh token for number
 * 0. The first one by the store itself; the others are written in its format without its syncs, which take minutes for
 * 100,000 and are not what is measured.
 */
import { writeFileSync } from 'node:fs';
import { resolvePaths } from '../src/config/paths.js';
import type { OpenRecord } from '../src/registry/record.js';
import { Secret } from '../src/secret.js';
import { openFileStore } from '../src/storage/file-store.js';
import { keySourceOf } from '../src/storage/keys/key-choice.js';
import { defaultKeyring } from '../src/storage/keys/keyring-child.js';
import { StoreKeys } from '../src/storage/keys/store-keys.js';
import { recordFileOf } from '../src/storage/layout/store-paths.js';
import { formatRecord } from '../src/storage/record-file.js';
import { thisProcess } from '../src/system/process-identity.js';

const [home = '', from = '0', to = '0'] = process.argv.slice(2);
const paths = resolvePaths({ TS_REG_HOME: home }, process.platform, '');
const key = { kind: 'file', path: paths.keyFile } as const;
const { records, tokens } = openFileStore({ paths, key, warn: () => undefined });
const now = Date.now();

await records.insert(record(0));
const keys = await new StoreKeys(
  paths.dataFolder,
  keySourceOf(key, { self: thisProcess, askPassphrase: undefined, keyring: defaultKeyring }),
  thisProcess,
).openExisting();
for (let number = Math.max(1, Number(from)); number < Number(to); number += 1) {
  const one = record(number);
  writeFileSync(
    recordFileOf(paths.dataFolder, one.registry),
    formatRecord(one, { storeId: keys.meta.id, key: keys.current, further: {} }),
    { mode: 0o600 },
  );
}
const token = {
  username: 'ci',
  password: new Secret('x'.repeat(1_800)),
  issuedAt: now,
  expiresAt: now + 43_200_000,
  fingerprint: 'bench',
};
await tokens.withLock('r0.example.com', { wait: true }, (turn) => turn.keep(token));

function record(number: number): OpenRecord {
  return {
    registry: `r${number}.example.com`,
    name: undefined,
    type: 'docker_v2',
    user: 'ci',
    secret: new Secret(`password-${number}`),
    verifyTls: true,
    origin: 'add',
    location: {},
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}
