/**
 * The key of the token files: apart from the store's key, so that no passphrase stands in the hot path. Disposable like
 * the tokens.
 */
import type { KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import { TsRegError } from '../../errors.js';
import { createFile, removeFile } from '../../system/atomic-write.js';
import { makeFolder } from '../../system/make-folder.js';
import { requireOwnFolder } from '../../system/own-folder.js';
import { readPrivateFile } from '../../system/private-file.js';
import type { ProcessIdentity } from '../../system/process-identity.js';
import { TempFolder } from '../../system/temp-folder.js';
import { formatKey, makeKey, parseKey } from '../sealing/key-text.js';
import { readTokenKey } from './token-file.js';

/**
 * The token key, made when there is none, and made again when others could have read it or it is damaged: then every
 * kept token becomes unreadable, which costs one exchange each.
 * @throws {TsRegError} `io` that names the file.
 */
export function obtainTokenKey(path: string, self: () => ProcessIdentity): KeyObject {
  requireOwnFolder(dirname(path), { disposable: true });
  const existing = look(path);
  if (typeof existing === 'object') return existing;
  if (existing === 'unusable') removeFile(path, { sync: false });
  const folder = dirname(path);
  makeFolder(folder);
  requireOwnFolder(folder, { disposable: true });
  createFile(path, Buffer.from(formatKey(makeKey())), { temp: new TempFolder(folder, self), sync: true });
  const key = readTokenKey(path);
  if (key === undefined) throw new TsRegError('io', `${path} was removed while it was being created`);
  return key;
}

function look(path: string): KeyObject | 'missing' | 'unusable' {
  try {
    const file = readPrivateFile(path);
    return file === undefined ? 'missing' : (parseKey(file.bytes) ?? 'unusable');
  } catch {
    return 'unusable';
  }
}
