/**
 * Which documents made a record, and still hold it (`registry apply`). The names are sealed into the record itself, so
 * that a kill between two writes can make neither a record without its names nor names without their record.
 */
import type { RegistryRecord } from '../registry/record.js';

type Documents = RegistryRecord['documents'];

/**
 * The names after a document made or found a record. What people added never gets one, and what an unnamed document
 * made has none.
 */
export function documentsWith(
  current: Pick<RegistryRecord, 'documents'> | undefined,
  name: string | undefined,
): Documents {
  if (name === undefined || current?.documents?.includes(name)) return current?.documents;
  if (current === undefined) return [name];
  return current.documents && [...current.documents, name];
}

/** Whether a record lacks the name of a document that holds it too. */
export function lacksDocument(record: Pick<RegistryRecord, 'documents'>, name: string | undefined): boolean {
  return name !== undefined && record.documents !== undefined && !record.documents.includes(name);
}

/** Whether this document made or holds a record that it may remove or release. */
export function isOfDocument(record: Pick<RegistryRecord, 'documents'>, name: string): boolean {
  return record.documents?.includes(name) === true;
}

/** Whether no other document holds it. */
export function isOnlyOf(record: Pick<RegistryRecord, 'documents'>, name: string): boolean {
  return record.documents?.length === 1 && record.documents[0] === name;
}
