/** What `add` and `update` say about a host that looks like Amazon ECR but is not, where nothing is refused. */
import { ecrLookAlike } from '../../registry/ecr-look-alike.js';
import { isAwsOnlyUser } from '../../registry/identity.js';
import type { RegistryName } from '../../registry/registry-name.js';
import type { RegistryType } from '../../registry/registry-type.js';

/** A name of somebody else that has ECR in it, whose type was guessed; mistakes and users of AWS are for the store to refuse. */
export function nameDoubt({ name, isTypeChosen, user }: { readonly name: RegistryName; readonly isTypeChosen: boolean; readonly user: string }): string | undefined {
  if (isTypeChosen || isAwsOnlyUser(user) || ecrLookAlike(name.host)?.kind !== 'resembling') return undefined;
  return `${name.host} is not an Amazon ECR host, so its type is docker_v2; for an ECR behind this name: --registry-type awsecr --region REGION`;
}

/** An Anchore deployment gets what anchore-cli would send it; where a secret of AWS may go astray that way, one line says so. */
export function remoteDoubt({ name, type, user }: { readonly name: RegistryName; readonly type: RegistryType | undefined; readonly user: string }): string | undefined {
  const lookAlike = ecrLookAlike(name.host);
  if (lookAlike?.kind === 'near-miss') {
    const meant = lookAlike.correction === undefined ? '' : `; did you mean ${lookAlike.correction}?`;
    return `${name.host} looks like an Amazon ECR host but is not one${meant}`;
  }
  if (type !== 'docker_v2' || !isAwsOnlyUser(user)) return undefined;
  return `${user.trim()} is an AWS identity, and a registry of type docker_v2 gets its secret as a password; for Amazon ECR: --registry-type awsecr`;
}
