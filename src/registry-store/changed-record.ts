/** What a record becomes by `registry update`. */
import type { RegistryChange } from '../registry/backend.js';
import { isEcrRegistry, isLoginForEcr } from '../registry/ecr-login.js';
import { isAwsOnlyUser } from '../registry/identity.js';
import type { OpenRecord } from '../registry/record.js';
import type { RegistryType } from '../registry/registry-type.js';

/** Whether a change leaves alone all that a token exchange or a ping depends on. */
export function isNameAlone({ user, secret, type, verifyTls, location }: RegistryChange): boolean {
  const { region, account, endpoint } = location;
  return [user, secret, type, verifyTls, region, account, endpoint].every((value) => value === undefined);
}

/** What is not given keeps its stored value; anchore-engine resets type, name and TLS here, which loses settings. */
export function changedRecord(current: OpenRecord, change: RegistryChange, now: number): OpenRecord {
  const user = change.user ?? current.user;
  const isGiven = change.user !== undefined || change.secret !== undefined;
  const type = change.type ?? (isGiven ? typeAfter(current, user) : current.type);
  return {
    ...current,
    user,
    secret: change.secret ?? current.secret,
    name: change.name ?? current.name,
    type,
    verifyTls: change.verifyTls ?? current.verifyTls,
    // A credential that a person wrote, `docker logout` does not forget.
    ...(isGiven && { origin: 'add', former: undefined }),
    expiresAt: endAfter(current, change, isGiven),
    location: { ...current.location, ...change.location },
    updatedAt: now,
  };
}

/** The end of another password is not known. */
function endAfter(current: OpenRecord, { expiresAt }: RegistryChange, isGiven: boolean): number | undefined {
  if (expiresAt !== undefined) return expiresAt === 'never' ? undefined : expiresAt;
  return isGiven ? undefined : current.expiresAt;
}

/** A document says nothing of the end of a password; while the password stays, so does its end. */
export function endAfterDocument(current: OpenRecord | undefined, record: OpenRecord): number | undefined {
  return current?.secret.reveal() === record.secret.reveal() ? current.expiresAt : undefined;
}

/** On an ECR host the type follows the host, unless it was chosen and the new user can be one of a registry. */
function typeAfter(current: OpenRecord, user: string): RegistryType {
  const follows = isLoginForEcr(current) || (isAwsOnlyUser(user) && isEcrRegistry(current.registry));
  return follows ? 'awsecr' : current.type;
}
