/** Warnings of `add` and `update` about a host or user that is unusual for Amazon ECR but not refused. */
import { parseEcrHost } from '../../../registry/ecr-host.js';
import { ecrTokenUser, isEcrLogin } from '../../../registry/ecr-login.js';
import { ecrLookAlike } from '../../../registry/ecr-look-alike.js';
import { isAwsOnlyUser } from '../../../registry/identity.js';
import type { RegistryName } from '../../../registry/registry-name.js';
import { hasAnchoreEcrForm, type RegistryType, traitsOf } from '../../../registry/registry-type.js';

export interface GivenName {
  readonly name: RegistryName;
  readonly type: RegistryType;
  readonly user: string;
  /** With --registry-type. */
  readonly isTypeChosen: boolean;
}

/** What the store on this machine or a shared one keeps without a word: it refuses mistakes and users of AWS itself. */
export function nameDoubt({ name, type, user, isTypeChosen }: GivenName): string | undefined {
  if (isTypeChosen && isEcrLogin({ registry: name.text, type, user })) {
    return (
      `a token of the user ${ecrTokenUser} expires after 12 hours and is not renewed; as awsecr, ` +
      `with an access key id or awsauto, ts-reg renews it itself`
    );
  }
  if (isTypeChosen || isAwsOnlyUser(user) || name.ecrHost || ecrLookAlike(name.host)?.kind !== 'resembling')
    return undefined;
  return (
    `${name.host} is not an Amazon ECR host, so its type is docker_v2; ` +
    'for an ECR behind this name: --registry-type awsecr --region REGION'
  );
}

/** A host of ECR that Anchore takes for any registry, with the one of the same account that it can serve. */
function anchoreDoubt(host: string): string | undefined {
  const ecrHost = parseEcrHost(host);
  if (!ecrHost || hasAnchoreEcrForm(host)) return undefined;
  const known =
    ecrHost.service === 'ecr' && /\.(?:amazonaws\.com|on\.aws)$/.test(host)
      ? `; it renews those of ${ecrHost.account}.dkr.ecr.${ecrHost.region}.amazonaws.com`
      : '';
  return (
    `Anchore does not know ${host} as Amazon ECR: its type is docker_v2, ` +
    `and Anchore does not renew its password${known}`
  );
}

export interface GivenToAnchore {
  /** As it was typed: Anchore judges it by rules of its own. */
  readonly registry: string;
  /** Undefined: it keeps its stored value. */
  readonly type: RegistryType | undefined;
  readonly user: string;
}

/**
 * An Anchore deployment gets what anchore-cli would send it; where a secret of AWS may go astray that way, one line
 * says so.
 */
export function remoteDoubt({ registry, type, user }: GivenToAnchore): string | undefined {
  const host = registry.split(/[/:]/, 1).join('').toLowerCase();
  const lookAlike = ecrLookAlike(host);
  if (lookAlike?.kind === 'near-miss') {
    const meant = lookAlike.correction === undefined ? '' : `; did you mean ${lookAlike.correction}?`;
    return `${host} looks like an Amazon ECR host but is not one${meant}`;
  }
  if (type === undefined || traitsOf(type).needsIdentity) return undefined;
  const doubt = anchoreDoubt(host);
  if (doubt !== undefined) return doubt;
  if (!isAwsOnlyUser(user)) return undefined;
  return (
    `${user.trim()} is an AWS identity, and a registry of type docker_v2 gets its secret as a password; ` +
    'for Amazon ECR: --registry-type awsecr'
  );
}
