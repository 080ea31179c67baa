/** What a record becomes by `registry update`. */
import type { RegistryChange } from '../registry/backend.js';
import { isEcrRegistry, isLoginForEcr } from '../registry/ecr-login.js';
import { isAwsOnlyUser } from '../registry/identity.js';
import type { OpenRecord } from '../registry/record.js';
import type { RegistryType } from '../registry/registry-type.js';

/** What is not given stays as stored; anchore-engine resets type, name and TLS here, which loses settings. */
export function changedRecord(current: OpenRecord, change: RegistryChange, now: number): OpenRecord {
  const type = change.type ?? typeAfter(current, change.user);
  return {
    ...current,
    user: change.user,
    secret: change.secret,
    name: change.name ?? current.name,
    type,
    verifyTls: change.verifyTls ?? current.verifyTls,
    // What a person wrote, `docker logout` does not forget.
    origin: 'add',
    former: undefined,
    location: { ...current.location, ...change.location },
    updatedAt: now,
  };
}

/** On an ECR host the type follows the host, unless it was chosen and the new user can be one of a registry. */
function typeAfter(current: OpenRecord, user: string): RegistryType {
  const follows = isLoginForEcr(current) || (isAwsOnlyUser(user) && isEcrRegistry(current.registry));
  return follows ? 'awsecr' : current.type;
}
