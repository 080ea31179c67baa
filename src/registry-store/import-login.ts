/** Takes a login of a docker or podman configuration into the store. */
import { traitsOf } from '../registry/registry-type.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { TsRegError } from '../errors.js';
import { isEcrRegistry, isEcrToken } from '../registry/ecr-login.js';
import { namesOfRecord } from '../registry/server-address.js';
import { reasonNotToKeep } from '../registry/token-password.js';
import { hint } from '../system/hint.js';
import { checkAwsSecretUse } from './aws-secret-rules.js';
import type { StoreDependencies } from './dependencies.js';
import { isSame, type LoginCredential, newRecord } from './login-record.js';

export interface ImportedLogin {
  /** Name of the record. */
  readonly registry: string;
  readonly credential: LoginCredential;
  /** Replace a record with another user or password, unless it has an AWS identity. */
  readonly replace: boolean;
}

/**
 * Stores a login under this name, unless the store has another credential for it.
 * @throws {TsRegError} `refused` for the secret of an AWS identity, and for a token of a few hours that would pose as a
 * password.
 */
export async function importLogin(
  dependencies: Pick<StoreDependencies, 'records' | 'clock' | 'gate'>,
  { registry, credential, replace }: ImportedLogin,
): Promise<'imported' | 'same' | 'kept'> {
  const { records, clock, gate } = dependencies;
  const stored = await records.findFirst(namesOfRecord(parseRegistryName(registry)));
  if (stored && isSame(stored, credential)) return 'same';
  if (stored && (traitsOf(stored.type).hasTokens || !replace)) return 'kept';
  const name = stored?.registry ?? registry;
  checkAwsSecretUse({ registry: name, type: 'docker_v2', user: credential.username }, gate, stored ? 'update' : 'add');
  if (!isEcrRegistry(name) && isEcrToken(credential.password.reveal()))
    throw new TsRegError('refused', `${name}: its password is an Amazon ECR token, which ends after 12 hours`, {
      hint: hint`ts-reg registry add ${name} ACCESS_KEY_ID --registry-type awsecr --region REGION`,
    });
  const now = Math.floor(clock() / 1000) * 1000;
  const { username: user, password: secret } = credential;
  const reason = reasonNotToKeep({ user, password: secret.reveal() }, now);
  if (reason !== undefined)
    throw new TsRegError('refused', `${name}: its password is ${reason}`, {
      hint: hint`store a password that lasts: ts-reg registry add ${name} USER`,
    });
  const saved = await records.change(name, (current) => {
    if (!current) return newRecord({ registry: name, origin: 'import' }, credential, now);
    if (traitsOf(current.type).hasTokens || !replace) return undefined;
    return { ...current, user, secret, origin: 'import', former: undefined, expiresAt: undefined, updatedAt: now };
  });
  return saved === undefined ? 'kept' : 'imported';
}
