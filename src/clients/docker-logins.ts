/**
 * The logins that docker or podman keep in their configuration, for `registry import` (docker/cli `configfile`,
 * `auths`).
 */
import { TsRegError } from '../errors.js';
import { Secret } from '../secret.js';
import { errnoOf } from '../system/file-error.js';
import { hint } from '../system/hint.js';
import { readBoundedFile, UnreadableFile } from '../system/read-file.js';
import { legacyAuths, oldestForm } from './dockercfg-file.js';
import { trimEnds } from './helper-messages.js';
import {
  duplicateKey,
  type JsonMember,
  type JsonObject,
  type JsonValue,
  memberOf,
  stringMember,
  wholeJsonValue,
} from './json-text.js';

export interface Login {
  /** As the file has it. */
  readonly address: string;
  /** `<token>` for an identity token. */
  readonly username: string;
  readonly password: Secret;
}

export interface Logins {
  /** In the order of the file. */
  readonly logins: readonly Login[];
  /** Addresses without a password in the file; their parts hold nothing else of the file than the name of a helper. */
  readonly skipped: readonly SkippedLogin[];
  /** docker's name of the helper that keeps all other passwords; undefined: none does. */
  readonly store?: string | undefined;
}

export interface SkippedLogin {
  readonly address: string;
  readonly reason: string;
  /** docker's name of the helper that keeps the password; undefined when none does. */
  readonly helper: string | undefined;
}

/** A larger file is no configuration of docker's. */
export const largestFile = 1_048_576;
const identityTokenUser = '<token>';

/**
 * Reads the `auths` of a docker config.json or podman auth.json, or a `.dockercfg`.
 * @throws {TsRegError} `io`, naming the path, for a file that cannot be read or understood; nothing of it is repeated.
 */
export function readLogins(path: string): Logins {
  return loginsIn(readText(path), path);
}

/** The logins of a configuration's text; `path` is for messages. */
export function loginsIn(text: string, path: string): Logins {
  if (text.trim() === '') return { logins: [], skipped: [] };
  const root = wholeJsonValue(text.replace(/^\ufeff/, '')) ?? oldestForm(text);
  if (root?.kind === 'null') return { logins: [], skipped: [] };
  if (root === undefined) throw unusable(path, 'is not valid JSON');
  if (root.kind !== 'object' || duplicateKey(root) !== undefined)
    throw unusable(path, 'is not a configuration of docker or podman');
  const auths = objectMember(root, 'auths', path) ?? legacyAuths(root);
  const helpers = objectMember(root, 'credHelpers', path);
  const store = stringMember(root, 'credsStore') || undefined;
  const logins: Login[] = [];
  const skipped: SkippedLogin[] = [];
  for (const { key: address, value } of lastOfEach(auths?.members ?? [])) {
    const found = loginOf(value);
    if (typeof found !== 'string') logins.push({ address, ...found });
    else
      skipped.push(
        skippedLogin(address, {
          helper: helperOf(helpers, address) ?? (found === noPassword ? store : undefined),
          reason: found,
        }),
      );
  }
  const listed = new Set(auths?.members.map(({ key }) => key));
  for (const { key: address } of helpers?.members ?? []) {
    const helper = listed.has(address) ? undefined : helperOf(helpers, address);
    if (helper !== undefined) skipped.push(skippedLogin(address, { helper, reason: noPassword }));
  }
  return { logins, skipped, store };
}

/** Go keeps the last of several entries with one key. */
function lastOfEach(members: readonly JsonMember[]): readonly JsonMember[] {
  return [...new Map(members.map((member) => [member.key, member])).values()];
}

const noPassword = 'the file contains no password for it';
/** docker sends it to the registry as it is; no helper can hand one out. */
const registryToken = 'its entry is a registry token, which credential helpers cannot hand out';

/** A login, or why there is none (docker/cli: `LoadFromReader`; the encoded pair wins over separate fields). */
function loginOf(value: JsonValue): Omit<Login, 'address'> | string {
  if (value.kind !== 'object') return 'its entry is not an object';
  if (duplicateKey(value) !== undefined) return 'its entry has a duplicate key';
  const identityToken = stringMember(value, 'identitytoken') ?? '';
  if (identityToken !== '') return { username: identityTokenUser, password: new Secret(identityToken) };
  // Go's decoder skips line ends within base64.
  const encoded = (stringMember(value, 'auth') ?? '').replace(/[\r\n]/g, '');
  if (encoded !== '') return decodePair(encoded) ?? 'its entry is not base64 of USER:PASSWORD';
  const username = stringMember(value, 'username') ?? '';
  const password = stringMember(value, 'password') ?? '';
  if (username !== '' && password !== '') return { username, password: new Secret(password) };
  return (stringMember(value, 'registrytoken') ?? '') === '' ? noPassword : registryToken;
}

/** Split at the first colon; docker also takes NULs off the password's ends. */
function decodePair(encoded: string): Omit<Login, 'address'> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const pair = bytes.toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1 || !bytes.equals(Buffer.from(pair))) return undefined;
  const password = trimEnds(pair.slice(colon + 1), '\0');
  return password === '' ? undefined : { username: pair.slice(0, colon), password: new Secret(password) };
}

function helperOf(helpers: JsonObject | undefined, address: string): string | undefined {
  const helper = helpers?.members.find(({ key }) => key === address)?.value;
  return helper?.kind === 'string' && helper.text !== '' ? helper.text : undefined;
}

/** A helper that keeps the password is the better reason; one without a name is none. */
function skippedLogin(address: string, { helper, reason }: Omit<SkippedLogin, 'address'>): SkippedLogin {
  if (!helper) return { address, reason, helper: undefined };
  return { address, reason: `its password is stored by docker-credential-${helper.slice(0, 60)}`, helper };
}

function objectMember(root: JsonObject, name: string, path: string): JsonObject | undefined {
  const value = memberOf(root, name)?.value;
  if (value === undefined || value.kind === 'null') return undefined;
  if (value.kind === 'object') return value;
  throw unusable(path, `contains ${name} that is not an object`);
}

function readText(path: string): string {
  try {
    return readBoundedFile(path, { largest: largestFile, pipe: true }).bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UnreadableFile) throw unusable(path, wordsFor[error.kind]);
    const code = errnoOf(error) ?? 'unknown';
    throw unusable(path, `cannot be read (${code})`);
  }
}

const wordsFor = {
  folder: 'is not a file',
  special: 'is not a file',
  large: `is larger than ${largestFile} bytes`,
  endless: 'cannot be read: reading it timed out',
} as const;

function unusable(path: string, reason: string): TsRegError {
  return new TsRegError('io', `${path} ${reason}`, {
    hint: hint`name a config.json of docker or an auth.json of podman: ~/.docker/config.json`,
  });
}
