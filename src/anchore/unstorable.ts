/** What an Anchore deployment has no place for; refused before any request. */
import { TsRegError } from '../errors.js';
import type { NewRegistry, RegistryChange } from '../registry/backend.js';
import { webIdentityUser } from '../registry/web-identity.js';
import { hint } from '../system/hint.js';

/** @throws {TsRegError} `usage` for a region, account, endpoint or the end of a password, and for a web identity. */
export function refuseUnstorable({
  registry,
  location,
  user,
  expiresAt,
}: Pick<NewRegistry, 'registry'> & Pick<RegistryChange, 'location' | 'user' | 'expiresAt'>): void {
  const [field = expiresAt === undefined ? undefined : 'expires'] = Object.keys(location);
  if (field !== undefined)
    throw new TsRegError('usage', `an Anchore deployment cannot store the ${field} of a registry`, {
      hint: hint`leave --${field} out, or use the store on this machine: --local`,
    });
  // The engine would send the word to AWS as an access key id, and the role as its secret.
  if (user === webIdentityUser)
    throw new TsRegError('usage', `an Anchore deployment cannot use ${webIdentityUser}: it runs in no CI job`, {
      hint: hint`use the store on this machine: ts-reg --local registry add ${registry} ${webIdentityUser} ROLE_ARN`,
    });
}
