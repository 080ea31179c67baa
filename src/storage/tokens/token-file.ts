/**
 * One token as a file, and the hot path of the credential helper: token file, token key, nothing else; synchronous.
 * Whatever is wrong with a token is a miss: tokens are disposable.
 */
import type { KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import type { StorePaths } from '../../registry/store-setting.js';
import type { CachedToken } from '../../registry/token.js';
import { Secret } from '../../secret.js';
import type { JsonObject } from '../../system/json-object.js';
import { requireOwnFolder } from '../../system/own-folder.js';
import { readPrivateFile } from '../../system/private-file.js';
import { tokenFileOf, tokenFolderOf } from '../layout/store-paths.js';
import { currentSchema, formatSealedFile, openSealedFile, parseSealedFile } from '../sealing/sealed-file.js';
import { parseKey } from '../sealing/key-text.js';
import type { TokenOrigin } from './token-origin.js';

/** A token as its file holds it. */
export interface KeptToken extends CachedToken {
  /** Undefined: the embedded store. */
  readonly origin?: TokenOrigin | undefined;
  /**
   * The state of config.yaml that allowed the role of this machine (file-state.ts), empty when that is not certain;
   * undefined for a token that does not need the role.
   */
  readonly allowedBy?: string | undefined;
}

const format = 'ts-reg token';

/** The kept token of a registry, of any freshness; undefined when there is none that can be read and trusted. */
export function readTokenFile(
  paths: Pick<StorePaths, 'dataFolder' | 'tokenKeyFile'>,
  registry: string,
): KeptToken | undefined {
  try {
    requireOwnTokenFolders(paths);
    const file = readPrivateFile(tokenFileOf(paths.dataFolder, registry));
    if (file === undefined) return undefined;
    const key = readTokenKey(paths.tokenKeyFile);
    return key === undefined ? undefined : parseToken(file.bytes, registry, key);
  } catch {
    return undefined;
  }
}

/**
 * @throws {TsRegError} `io` when a folder on the way to a token or its key is a link, not ours, or writable by others.
 */
export function requireOwnTokenFolders({
  dataFolder,
  tokenKeyFile,
}: Pick<StorePaths, 'dataFolder' | 'tokenKeyFile'>): void {
  requireOwnFolder(dataFolder);
  requireOwnFolder(tokenFolderOf(dataFolder), { disposable: true });
  if (dirname(tokenKeyFile) !== dataFolder) requireOwnFolder(dirname(tokenKeyFile), { disposable: true });
}

/**
 * The key of the token files; undefined when there is none. @throws {TsRegError} `io` when it is no file of ours alone.
 */
export function readTokenKey(path: string): KeyObject | undefined {
  const file = readPrivateFile(path);
  return file === undefined ? undefined : parseKey(file.bytes);
}

/** The token without what its file notes beside it. */
export function tokenOf({
  username,
  password,
  issuedAt,
  expiresAt,
  fingerprint,
  usesAmbientRole,
}: KeptToken): CachedToken {
  const token = { username, password, issuedAt, expiresAt, fingerprint };
  return usesAmbientRole === undefined ? token : { ...token, usesAmbientRole };
}

/** The bytes of a token file: everything readable but the password. */
export function formatToken(token: KeptToken, registry: string, key: KeyObject): Buffer {
  const { username, issuedAt, expiresAt, fingerprint, origin, allowedBy } = token;
  const times = { issuedAt, expiresAt };
  const conditions = { ...origin, ...(allowedBy !== undefined && { allowedBy }) };
  const header = { format, schema: currentSchema, registry, username, ...times, fingerprint, ...conditions };
  return formatSealedFile(header, token.password.reveal(), key);
}

/** The token in these bytes; undefined when they are damaged, of another registry, or sealed with another key. */
export function parseToken(bytes: Buffer, registry: string, key: KeyObject): KeptToken | undefined {
  const file = parseSealedFile(bytes);
  if (file === undefined) return undefined;
  const clear = clearPartOf(file.header, registry);
  if (clear === undefined) return undefined;
  const password = openSealedFile(file, key);
  return password === undefined ? undefined : { ...clear, password: new Secret(password) };
}

/** What everybody may read of a token; undefined for the header of anything but a token of this registry. */
export function clearPartOf(header: JsonObject, registry: string): Omit<KeptToken, 'password'> | undefined {
  const { format: found, schema, registry: owner, username, issuedAt, expiresAt, fingerprint, store, choice } = header;
  if (found !== format || schema !== currentSchema || owner !== registry) return undefined;
  if (typeof username !== 'string' || typeof fingerprint !== 'string') return undefined;
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number') return undefined;
  const { allowedBy } = header;
  if (allowedBy !== undefined && typeof allowedBy !== 'string') return undefined;
  const clear = { username, issuedAt, expiresAt, fingerprint };
  const token = allowedBy === undefined ? clear : { ...clear, usesAmbientRole: true, allowedBy };
  if (store === undefined) return token;
  if (typeof store !== 'string' || typeof choice !== 'string') return undefined;
  return { ...token, origin: { store, choice } };
}
