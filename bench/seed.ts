/** Fills a store: node seed.mjs HOME FROM TO inserts registries number FROM to TO - 1, and keeps a fresh token for number 0. */
import { resolvePaths } from '../src/config/paths.js';
import { Secret } from '../src/secret.js';
import { openFileStore } from '../src/storage/file-store.js';

const [home = '', from = '0', to = '0'] = process.argv.slice(2);
const paths = resolvePaths({ TS_REG_HOME: home }, process.platform, '');
const { records, tokens } = openFileStore({ paths, key: { kind: 'file', path: paths.keyFile }, warn: () => undefined });
const now = Date.now();
for (let number = Number(from); number < Number(to); number += 1) {
  await records.insert({
    registry: `r${number}.example.com`, name: undefined, type: 'docker_v2', user: 'ci', secret: new Secret(`password-${number}`), verifyTls: true, origin: 'add',
    location: {}, createdAt: now, updatedAt: now, version: 1,
  });
}
const token = { username: 'ci', password: new Secret('x'.repeat(1_800)), issuedAt: now, expiresAt: now + 43_200_000, fingerprint: 'bench' };
await tokens.renewAlone('r0.example.com', { wait: true }, (turn) => turn.keep(token));
