/** One record as a file: the clear header, checked member by member, and the sealed secret. */
import { TsRegError } from '../errors.js';
import { shownIdentity } from '../registry/identity.js';
import type { ListedRecord } from '../registry/record-store.js';
import type { FormerCredential, OpenRecord, RegistryRecord } from '../registry/record.js';
import { isRegistryName } from '../registry/registry-name.js';
import { Secret } from '../secret.js';
import type { JsonObject } from '../system/json-object.js';
import { largestFile } from '../system/private-file.js';
import {
  currentSchema,
  formatSealedFile,
  openSecrets,
  parseSealedFile,
  type SealedFile,
} from './sealing/sealed-file.js';
import type { RecordKey } from './sealing/store-key.js';
import { damage } from './damaged-record.js';
import { parseClear, parseFormer } from './record-header.js';
import { noMembers } from './record-members.js';

export interface RecordFile {
  readonly kind: 'record';
  readonly record: RegistryRecord;
  /** Without its secret. */
  readonly former: Omit<FormerCredential, 'secret'> | undefined;
  readonly storeId: string;
  readonly keyId: string;
  /** Members that this version does not know; kept when the record is written. */
  readonly further: JsonObject;
  readonly sealed: SealedFile;
}

export type ParsedRecord =
  | RecordFile
  | { readonly kind: 'newer'; readonly schema: number }
  | { readonly kind: 'damaged'; readonly reason: string };

export interface SealWith {
  readonly storeId: string;
  readonly key: RecordKey;
  readonly further: JsonObject;
}

const format = 'ts-reg record';
/**
 * Of a record with a former credential, so that a version that would lose it does not touch the file. All others keep
 * the schema that every version reads.
 */
export const schemaWithFormer = 2;
const knownMembers = new Set([
  'format',
  'schema',
  'store',
  'key',
  'registry',
  'name',
  'type',
  'user',
  'verifyTls',
  'origin',
  'former',
  'location',
  'createdAt',
  'updatedAt',
  'version',
  'documents',
  'expiresAt',
]);

/** The bytes of a record. @throws {TsRegError} `refused` when they would be too long to be read again. */
export function formatRecord(record: OpenRecord, how: SealWith): Buffer {
  const { registry, name, type, user, verifyTls, origin, location, createdAt, updatedAt, version } = record;
  const clear = { registry, name, type, user, verifyTls, origin, location, createdAt, updatedAt, version };
  const { former } = record;
  const schema = former ? schemaWithFormer : currentSchema;
  const formerPart = former && {
    former: { user: former.user, origin: former.origin, updatedAt: former.updatedAt, ...endOf(former) },
  };
  const documents = record.documents && { documents: record.documents };
  const ours = { ...clear, ...formerPart, ...documents, ...endOf(record) };
  const header = { format, schema, store: how.storeId, key: how.key.id, ...ours, ...how.further };
  const secrets = { secret: record.secret.reveal(), ...(former && { former: former.secret.reveal() }) };
  const bytes = formatSealedFile(header, secrets, how.key.key);
  if (bytes.length <= largestFile) return bytes;
  throw new TsRegError(
    'refused',
    `the record of ${registry} is too long to be stored: ${bytes.length} bytes, the maximum is ${largestFile}`,
  );
}

function endOf({ expiresAt }: Pick<RegistryRecord, 'expiresAt'>): Pick<RegistryRecord, 'expiresAt'> {
  return expiresAt === undefined ? {} : { expiresAt };
}

/** Reads the clear part of a record, of the registry of this name where it was looked for by it; never throws. */
export function parseRecord(bytes: Buffer, registry?: string): ParsedRecord {
  const sealed = parseSealedFile(bytes);
  if (sealed === undefined) return damaged('it is incomplete');
  const { format: found, schema, store, key } = sealed.header;
  if (found !== format || typeof schema !== 'number') return damaged('it is not a record');
  if (schema > schemaWithFormer) return { kind: 'newer', schema };
  const record = parseClear(sealed.header);
  const former = schema === schemaWithFormer ? parseFormer(sealed.header['former']) : undefined;
  if (![currentSchema, schemaWithFormer].includes(schema) || (schema === schemaWithFormer && former === undefined))
    return damaged('its unencrypted part is not a record');
  if (record === undefined || typeof store !== 'string' || typeof key !== 'string') {
    return damaged('its unencrypted part is not a record');
  }
  // A name is part of commands, file names and requests wherever it is shown or used.
  if (record.registry !== registry && !isRegistryName(record.registry))
    return damaged('its registry name is not one that ts-reg stores');
  return { kind: 'record', record, former, storeId: store, keyId: key, further: furtherIn(sealed.header), sealed };
}

/** The record with its secret; undefined when the key is another one or the file was changed. */
export function openRecord(file: RecordFile, key: RecordKey): OpenRecord | undefined {
  const secrets = openSecrets(file.sealed, key.key);
  if (secrets === undefined || (file.former !== undefined && secrets.former === undefined)) return undefined;
  const record = { ...file.record, secret: new Secret(secrets.secret) };
  if (file.former === undefined || secrets.former === undefined) return record;
  return { ...record, former: { ...file.former, secret: new Secret(secrets.former) } };
}

/** The record, or the reason why it cannot be used: what is shown of a record is what its seal vouches for. */
export function openListed(
  file: RecordFile,
  keys: { find(keyId: string): RecordKey | undefined },
): ListedRecord | string {
  const key = keys.find(file.keyId);
  if (key === undefined) return damage.otherKey;
  const opened = openRecord(file, key);
  if (opened === undefined) return damage.changed;
  const identity = shownIdentity(opened);
  return identity === undefined ? file.record : { ...file.record, identity };
}

/** A list reads 10,000 of these: most have no unknown fields, so no object is created for them. */
function furtherIn(header: JsonObject): JsonObject {
  const names = Object.keys(header).filter((name) => !knownMembers.has(name));
  return names.length === 0 ? noMembers : Object.fromEntries(names.map((name) => [name, header[name]]));
}

function damaged(reason: string): ParsedRecord {
  return { kind: 'damaged', reason };
}
