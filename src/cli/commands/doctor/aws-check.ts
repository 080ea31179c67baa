/** Looks at the AWS side of awsecr records: the gate, and the role of this machine where one is needed. */
import type { Settings } from '../../../config/settings.js';
import { readInstanceMetadata } from '../../../ecr/instance-role-info.js';
import { machineRoleSetting } from '../../../ecr/profile-credentials.js';
import type { CheckOutcome } from '../../../registry-store/check.js';
import { identityOf } from '../../../registry/identity.js';
import type { OpenRecord, RegistryRecord } from '../../../registry/record.js';
import { traitsOf } from '../../../registry/registry-type.js';
import type { Environment } from '../../../system/environment.js';
import { type Finding, fine, problem } from './findings.js';
import { roleFinding } from './role-check.js';

const ambientUsers = ['awsauto', '_iam_role'];

/**
 * Whether tokens of this record start from the role of this machine; `profilesOnRole` says where a profile leads.
 */
export function usesMachineRole({ type, user }: RegistryRecord): boolean {
  return traitsOf(type).needsIdentity && ambientUsers.includes(user);
}

/** Names of the records whose profile leads to the role of this machine (`credential_source`). Sends no request. */
export async function profilesOnRole(
  records: readonly OpenRecord[],
  environment: Environment,
): Promise<ReadonlySet<string>> {
  const found = records.map(async ({ registry, type, user, secret }) => {
    const identity = traitsOf(type).needsIdentity ? identityOf(user, secret) : undefined;
    if (identity?.kind !== 'profile') return [];
    return (await machineRoleSetting(identity.profile, environment)) === undefined ? [] : [registry];
  });
  return new Set((await Promise.all(found)).flat());
}

/** The gate stays closed unless config.yaml opens it, so a record behind it gets no tokens. */
export function checkGate(
  records: readonly RegistryRecord[],
  { allowAmbientRole, ambientGateHint }: Settings,
  byProfile: ReadonlySet<string>,
): readonly Finding[] {
  const ambient = records.filter((record) => usesMachineRole(record) || byProfile.has(record.registry));
  if (ambient.length === 0) return [];
  if (allowAmbientRole) return [fine('aws', 'records may use the role of this machine')];
  const names = ambient.map(({ registry }) => registry).join(', ');
  return [problem('aws', `the role of this machine is not allowed, but used by ${names}`, ambientGateHint)];
}

export interface RoleQuestion {
  readonly environment: Environment;
  readonly records: readonly RegistryRecord[];
  /** What trying their registries gave. */
  readonly outcomes: Promise<readonly CheckOutcome[]>;
}

/**
 * Asks the metadata service within its 2 s, while the registries are tried; what they found decides what its answer
 * means.
 */
export async function checkRole(
  { environment, records, outcomes }: RoleQuestion,
  { allowAmbientRole }: Pick<Settings, 'allowAmbientRole'>,
): Promise<readonly Finding[]> {
  const [metadata, tried] = await Promise.all([
    readInstanceMetadata({ environment, infoOnly: !allowAmbientRole }),
    outcomes,
  ]);
  const onRole = new Set(records.filter(usesMachineRole).map(({ registry }) => registry));
  // While the role is not allowed, no exchange looked for it.
  const failing = allowAmbientRole ? tried.filter(lacksCredentials).map(({ registry }) => registry) : [];
  return [roleFinding(metadata, { environment, failing: failing.filter((registry) => onRole.has(registry)) })];
}

/** An exchange names the source of its credentials as soon as it has them. */
function lacksCredentials({ error }: CheckOutcome): boolean {
  return error !== undefined && error.detail['credentialSource'] === undefined;
}
