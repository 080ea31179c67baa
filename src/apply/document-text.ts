/** The bytes of a document as text; the file is read within bounds. */
import { dirname } from 'node:path';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { lookAt } from '../system/repair-hints.js';
import { readBoundedFile, whyUnreadable } from '../system/read-file.js';
import type { DocumentSource } from './document.js';

/** In bytes: some two thousand registries. */
export const largestDocument = 262_144;

/** A document that is not parsed yet. */
export interface DocumentText {
  readonly text: string;
  readonly source: DocumentSource;
}

/**
 * The document in a file, or in the pipe of a process substitution.
 * @throws {TsRegError} `io` that names the path; `usage` for bytes that are not UTF-8, with line and column.
 */
export function readDocumentFile(path: string): DocumentText {
  let bytes: Buffer;
  try {
    ({ bytes } = readBoundedFile(path, { largest: largestDocument, pipe: true }));
  } catch (error) {
    throw new TsRegError('io', `cannot read ${path}: ${whyUnreadable(error)}`, { hint: lookAt(path) });
  }
  return { text: decodeDocument(bytes, path), source: { title: path, folder: dirname(path) } };
}

/** Without a byte order mark. @throws {TsRegError} `usage` for bytes that are not UTF-8, with line and column. */
export function decodeDocument(bytes: Uint8Array, title: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const before = lengthOfValidPrefix(bytes);
    const lines = new TextDecoder('utf-8').decode(bytes.subarray(0, before), { stream: true }).split('\n');
    const column = (lines.at(-1)?.length ?? 0) + 1;
    throw new TsRegError('usage', `${title}, line ${lines.length}, column ${column}: is not UTF-8 text`, {
      hint: hint`iconv -f ISO-8859-1 -t UTF-8 ${title}`,
    });
  }
}

/** By halves: decoding is fast, and a document is small. */
function lengthOfValidPrefix(bytes: Uint8Array): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    if (isValidPrefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

/** `stream`: a character may be cut at the end. */
function isValidPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
