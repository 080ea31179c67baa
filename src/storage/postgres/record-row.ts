/** One record as a row: the bytes of a record file, with name and version again in columns of their own. */
import { TsRegError } from '../../errors.js';
import { hint } from '../../system/hint.js';
import { parseRecord, type RecordFile } from '../record-file.js';
import type { Row } from './pg-connection.js';
import { bytesIn, numberIn, textIn } from './row.js';

export type ParsedRow = RecordFile | { readonly kind: 'newer' | 'damaged'; readonly reason: string };

/** The record in a row (columns registry, version, file), its clear part checked against its columns and its store. */
export function parseRow(row: Row, storeId: string): ParsedRow {
  const file = parseRecord(bytesIn(row, 'file'));
  if (file.kind === 'newer') return { kind: 'newer', reason: `a newer version of ts-reg wrote it (schema ${file.schema})` };
  if (file.kind === 'damaged') return file;
  const registry = textIn(row, 'registry');
  if (file.record.registry !== registry) return damaged(`it is the record of ${file.record.registry}, moved here`);
  if (file.record.version !== numberIn(row, 'version')) return damaged(`it holds version ${file.record.version}, the row says ${numberIn(row, 'version')}`);
  return file.storeId === storeId ? file : damaged(`it belongs to store ${file.storeId}, this is ${storeId}`);
}

/** How messages name a row. */
export function rowPlace(place: string, registry: string): string {
  return `row '${registry}' of table record in ${place}`;
}

/** The error for a record that cannot be read. */
export function damagedRow(place: string, registry: string, reason: string): TsRegError {
  return new TsRegError('io', `the record of ${registry} in ${place} cannot be read: ${reason}`, {
    hint: hint`restore that row from a backup, or: ts-reg registry del ${registry}`,
    detail: { place, registry },
  });
}

function damaged(reason: string): ParsedRow {
  return { kind: 'damaged', reason };
}
