/** One record as a row: the bytes of a record file, with name and version again in columns of their own. */
import type { Transaction } from './database.js';
import type { StoreMeta } from '../storage/keys/store-meta.js';
import { TsRegError } from '../errors.js';
import type { OpenRecord } from '../registry/record.js';
import { isRegistryName } from '../registry/registry-name.js';
import type { KeyRing } from '../storage/keys/key-ring.js';
import { openRecord, parseRecord, type RecordFile } from '../storage/record-file.js';
import { largestFile } from '../system/private-file.js';
import type { Row } from './pg-connection.js';
import { damage, damagedRecordError } from '../storage/damaged-record.js';

export type ParsedRow = RecordFile | { readonly kind: 'newer' | 'damaged'; readonly reason: string };

/** What {@link parseRow} reads. Bytes of a name beyond the grammar's longest are never asked for. */
export const recordColumns = `record.registry, record.version, ${bounded('record.file')} AS file`;

/** The record in a row ({@link recordColumns}), its clear part checked against its columns and its store. */
export function parseRow(row: Row, storeId: string): ParsedRow {
  if (row['file'] === null) return damaged(`it is longer than ${largestFile} bytes`);
  const file = parseRecord(bytesIn(row, 'file'));
  if (file.kind === 'newer') return { kind: 'newer', reason: damage.newer(file.schema) };
  if (file.kind === 'damaged') return file;
  const registry = textIn(row, 'registry');
  if (file.record.registry !== registry) return damaged(damage.recordOf(file.record.registry));
  const version = String(row['version']);
  if (String(file.record.version) !== version)
    return damaged(`it holds version ${file.record.version}, the row says ${version}`);
  return file.storeId === storeId ? file : damaged(`it belongs to store ${shown(file.storeId)}, this is ${storeId}`);
}

/** Text of unknown origin in one line: short, and without a character that a terminal obeys. */
function shown(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** How messages name a row. */
export function rowPlace(place: string, registry: string): string {
  return `row '${isRegistryName(registry) ? registry : shown(registry)}' of table record in ${place}`;
}

/** The error for a record that cannot be read. */
export function damagedRow(place: string, registry: string, reason: string): TsRegError {
  return damagedRecordError({ registry, kind: 'row', place }, reason);
}

function damaged(reason: string): ParsedRow {
  return { kind: 'damaged', reason };
}

/**
 * A column of bytes for a SELECT: null when it is longer than anything that ts-reg puts there, so that no row fills the
 * memory.
 */
export function bounded(column: string): string {
  return `CASE WHEN octet_length(${column}) <= ${largestFile} THEN ${column} END`;
}

/** @throws {TsRegError} `internal` when the column has another type: a person changed the tables. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw foreign(column);
}

/** A whole number of at most 53 bits. @throws {TsRegError} `internal`. */
export function numberIn(row: Row, column: string): number {
  const value = typeof row[column] === 'string' ? Number(row[column]) : row[column];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw foreign(column);
}

/** @throws {TsRegError} `internal`. */
export function bytesIn(row: Row, column: string): Buffer {
  const value = row[column];
  if (value instanceof Buffer) return value;
  throw foreign(column);
}

function foreign(column: string): TsRegError {
  return new TsRegError('internal', `column ${column} of the shared store contains a value that ts-reg did not write`);
}

/** Opens the record of a row. @throws {TsRegError} `io` when its seal is broken, or of another key. */
export function openRow(file: RecordFile, ring: KeyRing, place: string): OpenRecord {
  const { registry } = file.record;
  const key = ring.find(file.keyId);
  if (key === undefined) throw damagedRow(place, registry, damage.otherKey);
  const record = openRecord(file, key);
  if (record === undefined) throw damagedRow(place, registry, damage.changed);
  return record;
}

/** The record of a row. @throws {TsRegError} `io` that names the row when it is damaged or of a newer version. */
export function wholeRow(row: Row, meta: Pick<StoreMeta, 'id'>, place: string): RecordFile {
  const found = parseRow(row, meta.id);
  if (found.kind === 'record') return found;
  throw damagedRow(place, textIn(row, 'registry'), found.reason);
}

/** The row of this registry in `table`, locked until the transaction ends; undefined when there is none. */
export async function lockRow(transaction: Transaction, table: string, registry: string): Promise<Row | undefined> {
  const select = `SELECT ${recordColumns} FROM ${table} record WHERE registry = $1 FOR UPDATE`;
  return (await transaction.wait(select, [registry])).rows[0];
}
