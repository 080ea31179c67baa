/** Columns of a row as the types that they have; pg gives 64-bit numbers as text. */
import { TsRegError } from '../errors.js';
import { largestFile } from '../system/private-file.js';
import type { Row } from './pg-connection.js';

/**
 * A column of bytes for a SELECT: null when it is longer than anything that ts-reg puts there, so that no row fills the
 * memory.
 */
export function bounded(column: string): string {
  return `CASE WHEN octet_length(${column}) <= ${largestFile} THEN ${column} END`;
}

/** @throws {TsRegError} `internal` when the column holds anything else: then somebody changed the tables. */
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
  return new TsRegError('internal', `column ${column} of the shared store does not hold what ts-reg put there`);
}
