/** `meta.json`: what holds for a whole store. Nothing in it is secret. */
import { TsRegError } from '../errors.js';
import { parseObject, type JsonObject } from './json-object.js';
import { parseKdf, type KdfParameters } from './key-derivation.js';
import { readPrivateFile } from './private-file.js';
import { currentSchema } from './sealed-file.js';

export interface StoreMeta {
  /** 32 hex characters, random; part of every record, so that none opens in another store. */
  readonly id: string;
  /** Id of the key that seals the records. */
  readonly keyId: string;
  /** How the passphrase becomes the key; undefined when the key is no passphrase. */
  readonly kdf: KdfParameters | undefined;
  /** Members of the file that this version does not know; kept when it is written. */
  readonly further: JsonObject;
}

const format = 'ts-reg store';

/** The bytes of meta.json. */
export function formatMeta(meta: StoreMeta): Buffer {
  const { id, keyId, kdf, further } = meta;
  const members = { format, schema: currentSchema, store: id, key: keyId, kdf, ...further };
  return Buffer.from(`${JSON.stringify(members, undefined, 2)}\n`);
}

/**
 * Reads meta.json; undefined when there is none.
 * @throws {TsRegError} `io` when it is damaged, or of a newer version: then nothing of the store may be touched.
 */
export function readMeta(path: string): StoreMeta | undefined {
  const file = readPrivateFile(path);
  if (file === undefined) return undefined;
  const { format: found, schema, store: id, key: keyId, kdf: foundKdf, ...further } = parseObject(file.bytes.toString('utf8')) ?? {};
  if (found !== format || typeof schema !== 'number') throw damaged(path);
  if (schema > currentSchema) throw newerSchema(path, schema);
  if (schema !== currentSchema || !isHex(id, 32) || !isHex(keyId, 16)) throw damaged(path);
  const kdf = foundKdf === undefined ? undefined : parseKdf(foundKdf);
  if (foundKdf !== undefined && kdf === undefined) throw damaged(path);
  return { id, keyId, kdf, further };
}

/** The error for a file that a later version of ts-reg wrote. */
export function newerSchema(path: string, schema: number): TsRegError {
  return new TsRegError('io', `${path} is of schema ${schema}, this ts-reg knows ${currentSchema}: a newer version wrote it; nothing was touched`, {
    hint: 'npm install --global ts-reg@latest',
    detail: { path, schema },
  });
}

function isHex(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value);
}

function damaged(path: string): TsRegError {
  return new TsRegError('io', `${path} is damaged: it is not the description of a ts-reg store`, {
    hint: `restore ${path} from a backup`,
    detail: { path },
  });
}
