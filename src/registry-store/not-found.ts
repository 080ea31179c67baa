/** The errors for a record that is not there: never stored, or deleted in the meantime. */
import { TsRegError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import type { RecordStore } from '../registry/record-store.js';
import { hint } from '../system/hint.js';

/**
 * Names of registries are long, and two AWS accounts are alike in all but their digits: a sixth is a typing mistake.
 */
const mistypedShare = 6;

/**
 * The error for a command that names a record which is not there; anchore-cli's words unless others are given.
 * @throws {TsRegError} instead, when the store as a whole cannot be used, so that nothing is known about the record.
 */
export async function notFoundError(
  records: RecordStore,
  registry: string,
  message = 'registry not found in DB',
): Promise<TsRegError> {
  const names = (await records.list()).records.map((record) => record.registry);
  const nearest = nearestName(registry, names, mistypedShare);
  return new TsRegError('not-found', message, {
    httpCode: 404,
    hint:
      nearest === undefined
        ? hint`ts-reg registry list, or: ts-reg registry add ${registry} USER`
        : hint`did you mean ${nearest}? All of them: ts-reg registry list`,
  });
}

/** The error for a record that another process deleted while this one worked on it. */
export function deletedMeanwhileError(registry: string): TsRegError {
  return new TsRegError('not-found', `the record of ${registry} was deleted in the meantime`, {
    httpCode: 404,
    hint: hint`ts-reg registry add ${registry} USER`,
  });
}
