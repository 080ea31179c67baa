/**
 * Passwords in a file of libpq (PostgreSQL documentation, "The Password File"): lines of
 * `host:port:database:user:password`, `*` for any, `\` before `:` and `\`; the first line that fits counts.
 */
import { join } from 'node:path';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { homeFolderOf } from '../system/home-folder.js';
import { readProvidedFile } from '../system/private-file.js';
import type { DatabaseAddress } from './postgres-url.js';

type Wanted = Pick<DatabaseAddress, 'host' | 'port' | 'database' | 'user'>;

/**
 * The password for a connection, from PGPASSFILE or `~/.pgpass`; undefined when there is none.
 * @throws {TsRegError} `io` when others can read the file, or it cannot be read.
 */
export function readPasswordFile(wanted: Wanted, environment: Environment, platform: string): Secret | undefined {
  const path = passwordFilePath(environment, platform);
  const file = path === undefined ? undefined : readProvidedFile(path);
  const password = file && findPassword(file.bytes.toString('utf8'), wanted);
  return password === undefined ? undefined : new Secret(password);
}

/** The password of the first line that fits; undefined when none does. */
export function findPassword(text: string, wanted: Wanted): string | undefined {
  const { host, port, database, user } = wanted;
  // libpq looks the sockets of the default folder up as localhost.
  const hosts = host.startsWith('/') ? [host, 'localhost'] : [host];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const [hostField, portField, databaseField, userField, password] = fieldsOf(line);
    if (password === undefined || password === '') continue;
    const fits = (field: string | undefined, ...values: readonly string[]): boolean =>
      field === '*' || values.includes(field ?? '');
    if (
      fits(hostField, ...hosts) &&
      fits(portField, String(port)) &&
      fits(databaseField, database) &&
      fits(userField, user)
    )
      return password;
  }
  return undefined;
}

function passwordFilePath(environment: Environment, platform: string): string | undefined {
  const named = environment['PGPASSFILE'];
  if (named) return named;
  // libpq asks the password database too where HOME is not set.
  const home = platform === 'win32' ? environment['APPDATA'] : homeFolderOf(environment, platform);
  if (!home) return undefined;
  return platform === 'win32' ? join(home, 'postgresql', 'pgpass.conf') : join(home, '.pgpass');
}

/** Five fields; what follows a fifth colon is no part of the password, as in libpq. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  for (const [part] of line.matchAll(/\\.|./gs)) {
    if (part === ':') {
      fields.push(field);
      field = '';
    } else {
      field += part.length === 2 ? part.slice(1) : part;
    }
  }
  return [...fields, field];
}
