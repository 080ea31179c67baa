/** The readable part of a record, checked member by member. */
import type { FormerCredential, RegistryRecord } from '../registry/record.js';
import { isRegistryType } from '../registry/registry-type.js';
import type { JsonObject } from '../system/json-object.js';
import { isCount, isNames, isTime, parseLocation } from './record-members.js';

const origins = ['add', 'docker-login', 'import'] as const;

/** Undefined when a member is missing or is not what it must be. */
export function parseClear(header: JsonObject): RegistryRecord | undefined {
  const { registry, name, type, user, verifyTls, origin, location, createdAt, updatedAt, version } = header;
  const { documents, expiresAt } = header;
  const knownOrigin = origins.find((one) => one === origin);
  const knownLocation = parseLocation(location);
  if (!isNames(documents)) return undefined;
  if (typeof registry !== 'string' || !(name === undefined || typeof name === 'string')) return undefined;
  if (typeof type !== 'string' || !isRegistryType(type) || typeof user !== 'string') return undefined;
  if (typeof verifyTls !== 'boolean' || knownOrigin === undefined || knownLocation === undefined) return undefined;
  if (!isTime(createdAt) || !isTime(updatedAt) || !isCount(version)) return undefined;
  if (expiresAt !== undefined && !isTime(expiresAt)) return undefined;
  return {
    registry,
    name,
    type,
    user,
    verifyTls,
    origin: knownOrigin,
    location: knownLocation,
    createdAt,
    updatedAt,
    version,
    ...(documents && { documents }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** Of a record with a former credential; undefined when it is not one. */
export function parseFormer(value: unknown): Omit<FormerCredential, 'secret'> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { user, origin, updatedAt, expiresAt } = value as JsonObject;
  const knownOrigin = origins.find((one) => one === origin);
  if (typeof user !== 'string' || knownOrigin === undefined || !isTime(updatedAt)) return undefined;
  const end = isTime(expiresAt) ? { expiresAt } : {};
  return { user, origin: knownOrigin, updatedAt, ...end };
}
