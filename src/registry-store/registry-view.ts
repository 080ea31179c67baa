/** How a stored record looks to the commands, in the shape of an Anchore engine's answer. */
import type { RegistryView } from '../registry/backend.js';
import type { ListedRecord } from '../registry/record-store.js';
import { isoSeconds } from '../system/iso-time.js';

/** The embedded store has one account; anchore-cli shows it as `userId`. */
const account = 'admin';

export function viewOf(record: ListedRecord): RegistryView {
  const createdAt = isoSeconds(record.createdAt);
  const updatedAt = isoSeconds(record.updatedAt);
  return {
    registry: record.registry,
    name: record.name,
    type: record.type,
    user: record.user,
    verifyTls: record.verifyTls,
    createdAt,
    updatedAt,
    identity: record.identity,
    location: record.location,
    ...(record.expiresAt !== undefined && { expiresAt: record.expiresAt }),
    wire: {
      created_at: createdAt,
      last_updated: updatedAt,
      registry: record.registry,
      registry_name: record.name ?? null,
      registry_type: record.type,
      registry_user: record.user,
      registry_verify: record.verifyTls,
      userId: account,
    },
  };
}
