/** The gate before the ambient role: closed unless config.yaml says `allow_awsecr_iam_auto: True`. */
import { TsRegError } from '../errors.js';
import { type AwsIdentity, isAwsAuto, needsAmbientRole } from '../registry/identity.js';
import { type WebIdentity, webIdentityUser } from '../registry/web-identity.js';
import type { StoreDependencies } from './dependencies.js';
import type { UsableRecord } from './usable-record.js';

/** The gate, and who knows where the profiles of AWS lead. */
export type GateDependencies = Pick<StoreDependencies, 'gate'> & {
  readonly exchange: Pick<StoreDependencies['exchange'], 'machineRoleSetting' | 'jobTokenSource'>;
};

/**
 * Checks what `add` and `update` are given; as in anchore-engine, `awsauto` counts for every type of registry.
 * @throws {TsRegError} `refused`, HTTP 406, when the gate is closed.
 */
export async function checkGate(
  dependencies: GateDependencies,
  given: Pick<UsableRecord, 'user' | 'secret' | 'identity'>,
): Promise<void> {
  if (isAwsAuto(given.user, given.secret)) await checkIdentityGate(dependencies, { kind: 'ambient' });
  if (given.identity) await checkIdentityGate(dependencies, given.identity);
}

/**
 * Checks an identity before each exchange, so that closing the gate takes effect on stored records too, and a profile
 * that changed to the role of this machine is stopped.
 * @throws {TsRegError} `refused`, HTTP 406, when the gate is closed.
 */
export async function checkIdentityGate({ gate, exchange }: GateDependencies, identity: AwsIdentity): Promise<void> {
  if (gate.allowed) return;
  const word =
    identity.kind === 'web'
      ? await machineTokenWords(exchange, identity)
      : (roleWord(identity) ?? (await profileWords(exchange, identity)));
  if (word !== undefined) throw closedError(gate, word);
}

function roleWord(identity: AwsIdentity): string | undefined {
  if (!needsAmbientRole(identity)) return undefined;
  return identity.kind === 'role' ? "'_iam_role'" : "'awsauto'";
}

/** The token file of this machine; the token that a CI system signs for a job needs no gate. */
async function machineTokenWords(
  exchange: GateDependencies['exchange'],
  identity: WebIdentity,
): Promise<string | undefined> {
  const source = await exchange.jobTokenSource(identity, { mayUseMachineToken: false });
  return source?.isOfMachine === true
    ? `'${webIdentityUser}' with ${source.name}, the role of this machine,`
    : undefined;
}

/** Whether a token of this identity comes by the role of this machine; so it does where the profile cannot be read. */
export async function usesMachineRole(exchange: GateDependencies['exchange'], identity: AwsIdentity): Promise<boolean> {
  if (needsAmbientRole(identity)) return true;
  try {
    return (await profileWords(exchange, identity)) !== undefined;
  } catch {
    return true;
  }
}

/** The refusal of a word that means the ambient role. */
export function closedError({ hint }: StoreDependencies['gate'], word: string): TsRegError {
  return new TsRegError('refused', `${word} is not enabled in service configuration`, { httpCode: 406, hint });
}

async function profileWords(
  exchange: GateDependencies['exchange'],
  identity: AwsIdentity,
): Promise<string | undefined> {
  if (identity.kind !== 'profile') return undefined;
  const setting = await exchange.machineRoleSetting(identity.profile);
  return setting === undefined
    ? undefined
    : `'_aws_profile' ${identity.profile} (${setting}, the role of this machine)`;
}
