/**
 * Runs before the tests, once: fetches the PostgreSQL that some of them start, while the way to npm's registry is still
 * known. Without a network the tests that need it say so themselves.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export default function fetchPostgres(): void {
  spawnSync(process.execPath, [join(import.meta.dirname, '..', '..', 'scripts', 'postgres-programs.mjs')], {
    stdio: 'ignore',
  });
}
