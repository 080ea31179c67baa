/**
 * The URL of a shared store, read once: `postgres://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE][?NAME=VALUE&…]`, with
 * libpq's variables for what it leaves out (PostgreSQL documentation, "Connection URIs" and "Environment Variables").
 * Our own grammar: what it does not know is refused, so that a mistyped `sslmode` never weakens a connection.
 */
import { TsRegError } from '../errors.js';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { hint, joinHints } from '../system/hint.js';
import { chooseTls, type TlsChoice } from './tls-choice.js';

export interface DatabaseAddress {
  /** A name, an IP address, or the folder of a Unix socket (begins with `/`). */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Undefined: PGPASSFILE, if the server asks for a password. */
  readonly password: Secret | undefined;
  /** Where our tables are: parameter `schema`, else `ts_reg`. */
  readonly schema: string;
  readonly applicationName: string;
  /** Undefined: plain text. */
  readonly tls: TlsChoice | undefined;
  /** The user chose `sslmode=disable`: then the server may have the password without TLS too. */
  readonly mayBePlain?: boolean;
}

const grammar = /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^/?#@]*)(?:\/([^?#/]*))?(?:\?([^#]*))?$/;
const authorityGrammar = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]*|%2f[a-z0-9._%-]*)(?::([0-9]{1,5}))?$/i;
const parameters = [
  'application_name',
  'host',
  'port',
  'schema',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'user',
];
const schemaGrammar = /^[a-z_][a-z0-9_]{0,62}$/;
const example = hint`store: postgres://ts_reg@db.example.com/ts_reg?sslmode=verify-full`;

/** @throws {TsRegError} `usage` for a URL that is not of this form; the URL is never quoted, it may hold a password. */
export function parsePostgresUrl(url: Secret, environment: Environment): DatabaseAddress {
  const [all, userText, passwordText, authority = '', databaseText, query] = grammar.exec(url.reveal()) ?? [];
  const [, hostText, portText] = authorityGrammar.exec(authority) ?? [];
  if (all === undefined || hostText === undefined) {
    const many = /^[^?]*,/.test(url.reveal().replace(/^.*@/s, ''));
    throw wrong(
      many
        ? 'names more than one host; name the one that follows the primary'
        : 'is not postgres://USER:PASSWORD@HOST:PORT/DATABASE; characters such as @ / ? ' +
            '# in a password are written as %40 %2F %3F %23',
    );
  }
  const given = parseParameters(query ?? '');
  const first = (...values: readonly (string | undefined)[]): string | undefined =>
    values.find((value) => value !== undefined && value !== '');
  const host =
    first(given.get('host'), decode(hostText).replace(/^\[(.*)\]$/, '$1'), environment['PGHOST']) ?? 'localhost';
  const user = first(decode(userText), given.get('user'), environment['PGUSER']);
  if (user === undefined) throw wrong('names no user, and PGUSER is not set');
  const password = first(decode(passwordText), environment['PGPASSWORD']);
  const mode = first(given.get('sslmode'), environment['PGSSLMODE']);
  return {
    host,
    port: parsePort(first(portText, given.get('port'), environment['PGPORT']) ?? '5432'),
    database: first(decode(databaseText), environment['PGDATABASE']) ?? user,
    user,
    password: password === undefined ? undefined : new Secret(password),
    schema: parseSchema(given.get('schema') ?? 'ts_reg'),
    applicationName: first(given.get('application_name'), environment['PGAPPNAME']) ?? 'ts-reg',
    tls: chooseTls({
      host,
      mode,
      rootCertificate: first(given.get('sslrootcert'), environment['PGSSLROOTCERT']),
      certificate: first(given.get('sslcert'), environment['PGSSLCERT']),
      key: first(given.get('sslkey'), environment['PGSSLKEY']),
    }),
    ...(mode === 'disable' && { mayBePlain: true }),
  };
}

/** How messages name a database: `database ts_reg on db.example.com:5432`. */
export function placeOf({ host, port, database }: DatabaseAddress): string {
  if (host.startsWith('/')) return `database ${database} at ${host}`;
  return `database ${database} on ${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Names a store by its place, for every user: two URLs that lead to the same tables give the same name. */
export function storeNameOf({ host, port, database, schema }: DatabaseAddress): string {
  return JSON.stringify(['postgres', host.toLowerCase(), port, database, schema]);
}

function parseParameters(query: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of query.split('&').filter((text) => text !== '')) {
    const [name = '', ...rest] = part.split('=');
    if (name === 'password')
      throw wrong('has its password in a parameter; write it as USER:PASSWORD@, or use PGPASSFILE');
    if (!parameters.includes(name))
      throw wrong(
        `has an unknown parameter${/^\w{1,40}$/.test(name) ? ` '${name}'` : ''}; known are ${parameters.join(', ')}`,
      );
    found.set(name, decode(rest.join('=')));
  }
  return found;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^[1-9][0-9]{0,4}$/.test(text) && port <= 65_535) return port;
  throw wrong('has no valid port (URL or PGPORT)');
}

function parseSchema(text: string): string {
  if (schemaGrammar.test(text)) return text;
  throw wrong('names a schema that is not lower-case letters, digits and _');
}

function decode(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    throw wrong('has a % that is not followed by two hex digits; write it as %25');
  }
}

function wrong(what: string): TsRegError {
  return new TsRegError('usage', `the URL of the store ${what}`, { hint: joinHints(hint`for example: `, example) });
}
