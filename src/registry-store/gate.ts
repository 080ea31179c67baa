/** The gate before the ambient role: closed unless config.yaml says `allow_awsecr_iam_auto: True`. */
import { TsRegError } from '../errors.js';
import type { AwsIdentity } from '../registry/identity.js';
import { identityOf, isAwsAuto, needsAmbientRole } from '../registry/identity.js';
import type { RegistryType } from '../registry/registry-type.js';
import type { Secret } from '../secret.js';
import type { StoreDependencies } from './dependencies.js';

/**
 * Checks what `add` and `update` are given; as in anchore-engine, `awsauto` counts for every type of registry.
 * @throws {TsRegError} `refused`, HTTP 406, when the gate is closed.
 */
export function checkGate(
  gate: StoreDependencies['gate'],
  given: { readonly type: RegistryType; readonly user: string; readonly secret: Secret },
): void {
  if (isAwsAuto(given.user, given.secret)) checkIdentityGate(gate, { kind: 'ambient' });
  if (given.type === 'awsecr') checkIdentityGate(gate, identityOf(given.user, given.secret));
}

/**
 * Checks an identity before each exchange, so that closing the gate takes effect on stored records too.
 * @throws {TsRegError} `refused`, HTTP 406, when the gate is closed.
 */
export function checkIdentityGate(gate: StoreDependencies['gate'], identity: AwsIdentity): void {
  if (gate.allowed || !needsAmbientRole(identity)) return;
  const word = identity.kind === 'role' ? '_iam_role' : 'awsauto';
  throw new TsRegError('refused', `'${word}' is not enabled in service configuration`, {
    httpCode: 406,
    hint: gate.hint,
  });
}
