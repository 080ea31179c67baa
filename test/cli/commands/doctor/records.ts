/** Records for the checks of doctor. */
import type { OpenRecord } from '../../../../src/registry/record.js';
import { Secret } from '../../../../src/secret.js';

/** A record of a registry with a password unless told otherwise. */
export function openRecord(fields: Partial<OpenRecord> = {}): OpenRecord {
  return {
    registry: 'r.example.com',
    name: undefined,
    type: 'docker_v2',
    user: 'u',
    verifyTls: true,
    origin: 'add',
    location: {},
    createdAt: 0,
    updatedAt: 0,
    version: 1,
    secret: new Secret('p'),
    ...fields,
  };
}
