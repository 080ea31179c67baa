/** A record with what its texts mean: parsed once, and passed on as values. */
import { type AwsIdentity, identityOf } from '../registry/identity.js';
import type { OpenRecord } from '../registry/record.js';
import { parseRegistryName, type RegistryName } from '../registry/registry-name.js';
import { traitsOf } from '../registry/registry-type.js';

/** Made from an unchanged record; a changed copy needs its own. */
export interface UsableRecord extends OpenRecord {
  readonly parsedName: RegistryName;
  /** Undefined for a registry that is no affair of AWS. */
  readonly identity: AwsIdentity | undefined;
}

/** The record with its name and identity parsed; itself when they are. @throws {TsRegError} for an invalid name. */
export function usable(record: OpenRecord | UsableRecord, name?: RegistryName): UsableRecord {
  if ('identity' in record) return record;
  const { type, user, secret } = record;
  return {
    ...record,
    parsedName: name ?? parseRegistryName(record.registry),
    identity: traitsOf(type).needsIdentity ? identityOf(user, secret) : undefined,
  };
}
