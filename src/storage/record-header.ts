/** The readable part of a record, checked member by member. */
import type { EcrLocation, FormerCredential, RegistryRecord } from '../registry/record.js';
import { isRegistryType } from '../registry/registry-type.js';
import type { JsonObject } from '../system/json-object.js';

const origins = ['add', 'docker-login', 'import'] as const;
const nowhere: EcrLocation = Object.freeze({});

/** Undefined when a member is missing or is not what it must be. */
export function parseClear(header: JsonObject): RegistryRecord | undefined {
  const { registry, name, type, user, verifyTls, origin, location, createdAt, updatedAt, version } = header;
  const knownOrigin = origins.find((one) => one === origin);
  const knownLocation = parseLocation(location);
  if (typeof registry !== 'string' || !(name === undefined || typeof name === 'string')) return undefined;
  if (typeof type !== 'string' || !isRegistryType(type) || typeof user !== 'string') return undefined;
  if (typeof verifyTls !== 'boolean' || knownOrigin === undefined || knownLocation === undefined) return undefined;
  if (!isTime(createdAt) || !isTime(updatedAt) || !isCount(version)) return undefined;
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
  };
}

/** Of a record with a former credential; undefined when it is not one. */
export function parseFormer(value: unknown): Omit<FormerCredential, 'secret'> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { user, origin, updatedAt } = value as JsonObject;
  const knownOrigin = origins.find((one) => one === origin);
  if (typeof user !== 'string' || knownOrigin === undefined || !isTime(updatedAt)) return undefined;
  return { user, origin: knownOrigin, updatedAt };
}

function parseLocation(value: unknown): EcrLocation | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = Object.entries(value);
  if (members.length === 0) return nowhere;
  const known = members.every(
    ([key, part]) => ['region', 'account', 'endpoint'].includes(key) && typeof part === 'string',
  );
  return known ? Object.fromEntries(members) : undefined;
}

/** Milliseconds that a Date can hold (ECMA-262 §21.4.1.1). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 8.64e15;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}
