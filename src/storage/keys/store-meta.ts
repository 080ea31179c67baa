/** `meta.json`: what holds for a whole store. Nothing in it is secret. */
import { TsRegError } from '../../errors.js';
import { hint } from '../../system/hint.js';
import { type JsonObject, parseObject } from '../../system/json-object.js';
import { readPrivateFile } from '../../system/private-file.js';
import { currentSchema } from '../sealing/sealed-file.js';
import { parseKdf } from '../sealing/store-key.js';
import type { KeySlot, PreviousKey } from '../sealing/wrapped-keys.js';

export interface StoreMeta {
  /** 32 hex characters, random; part of every record, so that none opens in another store. */
  readonly id: string;
  /** The key that seals what is written. */
  readonly current: KeySlot;
  /** The key that some records may still be sealed with; undefined unless the store moves from key to key. */
  readonly previous: PreviousKey | undefined;
  /** Members of the file that this version does not know; kept when it is written. */
  readonly further: JsonObject;
}

const format = 'ts-reg store';

/** The bytes of meta.json. */
export function formatMeta(meta: StoreMeta): Buffer {
  const { id, current, previous, further } = meta;
  const slots = {
    ...formatSlot(current),
    previous: previous && { ...formatSlot(previous), toCurrent: previous.toCurrent, toPrevious: previous.toPrevious },
  };
  return Buffer.from(
    `${JSON.stringify({ format, schema: currentSchema, store: id, ...slots, ...further }, undefined, 2)}\n`,
  );
}

/**
 * Reads meta.json; undefined when there is none.
 * @throws {TsRegError} `io` when it is damaged, or of a newer version: then nothing of the store may be touched.
 */
export function readMeta(path: string): StoreMeta | undefined {
  const file = readPrivateFile(path);
  return file === undefined ? undefined : parseMeta(file.bytes, path);
}

/** The same for bytes that were read from `path`. */
export function parseMeta(bytes: Buffer, path: string): StoreMeta {
  const {
    format: found,
    schema,
    store: id,
    key,
    kdf,
    previous: foundPrevious,
    ...further
  } = parseObject(bytes.toString('utf8')) ?? {};
  if (found !== format || typeof schema !== 'number') throw damaged(path);
  if (schema > currentSchema) throw newerSchema(path, schema);
  const current = parseSlot({ key, kdf });
  const previous = foundPrevious === undefined ? undefined : parsePrevious(foundPrevious);
  if (schema !== currentSchema || !isHex(id, 32) || current === undefined) throw damaged(path);
  if (foundPrevious !== undefined && previous === undefined) throw damaged(path);
  return { id, current, previous, further };
}

function formatSlot(slot: KeySlot): JsonObject {
  return { key: slot.keyId, kdf: slot.kdf };
}

function parseSlot(value: JsonObject): KeySlot | undefined {
  const kdf = value['kdf'] === undefined ? undefined : parseKdf(value['kdf']);
  if (!isHex(value['key'], 16) || (value['kdf'] !== undefined && kdf === undefined)) return undefined;
  return { keyId: value['key'], kdf };
}

function parsePrevious(value: unknown): PreviousKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = value as JsonObject;
  const slot = parseSlot(members);
  const { toCurrent, toPrevious } = members;
  if (slot === undefined || typeof toCurrent !== 'string' || typeof toPrevious !== 'string') return undefined;
  return { ...slot, toCurrent, toPrevious };
}

/** The error for a file that a later version of ts-reg wrote. */
export function newerSchema(path: string, schema: number, known: number = currentSchema): TsRegError {
  return new TsRegError(
    'io',
    `${path} has schema ${schema}, this ts-reg supports ${known}: it was written by a newer version; ` +
      `nothing was changed`,
    { hint: hint`install the newer ts-reg here too: docs/install.md`, detail: { path, schema } },
  );
}

function isHex(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value);
}

function damaged(path: string): TsRegError {
  return new TsRegError('io', `${path} is damaged: it is not the description of a ts-reg store`, {
    hint: hint`restore ${path} from a backup`,
    detail: { path },
  });
}
