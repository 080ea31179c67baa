/** The record that a login makes. */
import type { OpenRecord } from '../registry/record.js';
import type { Secret } from '../secret.js';

export interface LoginCredential {
  readonly username: string;
  readonly password: Secret;
}

/** A record of version 1 with this login; `now` is in milliseconds since the epoch, whole seconds. */
export function newRecord(
  { registry, origin }: Pick<OpenRecord, 'registry' | 'origin'>,
  credential: LoginCredential,
  now: number,
): OpenRecord {
  return {
    registry,
    name: registry,
    type: 'docker_v2',
    user: credential.username,
    secret: credential.password,
    verifyTls: true,
    origin,
    location: {},
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

/** Whether a record has this very user and password. */
export function isSame(record: OpenRecord, credential: LoginCredential): boolean {
  return record.user === credential.username && record.secret.reveal() === credential.password.reveal();
}
