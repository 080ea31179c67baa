/** What a user name and a secret must look like before anything is asked or saved. */
import { TsRegError } from '../errors.js';
import { strangeCharacter } from '../registry/access-key-id.js';
import { identityOf } from '../registry/identity.js';
import { parseRegistryName } from '../registry/registry-name.js';
import type { RegistryType } from '../registry/registry-type.js';
import { parseServerAddress, recordNameOf } from '../registry/server-address.js';
import type { Secret } from '../secret.js';
import { hint } from '../system/hint.js';

const longestUser = 1_024;
/** ECR tokens of 4 KiB have been seen; a token file must stay small enough to read without thought. */
const longestSecret = 16_384;

/**
 * Refuses what no registry could be sent: HTTP Basic has no place for `:` in a user name (RFC 7617 §2), nor for
 * control characters. Line breaks and tabs inside of a password are kept, as docker keeps them: Google's `_json_key`
 * has some. A line break at the end, and a secret without a user, are accidents.
 * @throws {TsRegError} `refused`, HTTP 409; the secret is not repeated.
 */
export function checkGivenRecord(
  given: { readonly registry: string; readonly type: RegistryType; readonly user: string; readonly secret: Secret },
  command: 'add' | 'update',
): void {
  const secret = given.secret.reveal();
  const next = hint`ts-reg registry ${command} ${given.registry} USER --password-stdin`;
  const refuse = (what: string): never => {
    throw new TsRegError('refused', `${given.registry}: ${what}`, { httpCode: 409, hint: next });
  };
  if (hasControlCharacter(given.user)) refuse('the user name has control characters');
  if (hasControlCharacter(given.type === 'docker_v2' ? withoutInnerBreaks(secret) : secret))
    refuse('the password has control characters, perhaps a line break at its end');
  if (given.user.length > longestUser) refuse(`the user name is longer than ${longestUser} characters`);
  if (secret.length > longestSecret) refuse(`the password is longer than ${longestSecret} characters`);
  if (given.type === 'docker_v2' && given.user.includes(':'))
    refuse("the user name has a ':', which HTTP Basic cannot carry");
  if (given.user === '' && secret !== '') refuse('there is a password but no user name');
  if (given.user !== '' && secret === '') refuse('the password is empty');
  if (given.type === 'awsecr' && given.user === '')
    refuse('an awsecr registry needs an access key id, awsauto, _iam_role or _aws_profile');
  const strange =
    given.type === 'awsecr' && identityOf(given.user, given.secret).kind === 'keys'
      ? strangeCharacter(given.user)
      : undefined;
  if (strange !== undefined) refuse(`the access key id has ${strange}, and key ids have only A-Z and 0-9`);
}

/**
 * Refuses the address of a registry's API, such as `HOST/v2` or `index.docker.io/v1`: clients ask for the host alone,
 * so the record would never be found.
 * @throws {TsRegError} `refused`, HTTP 409.
 */
export function checkFindable(registry: string, user: string): void {
  const { path, wildcard } = parseRegistryName(registry);
  if (path === '' || wildcard) return;
  const address = parseServerAddress(registry);
  if (address.path !== '') return;
  throw new TsRegError(
    'refused',
    `${registry}: /${path} is the API of the registry, and clients ask for its host alone`,
    {
      httpCode: 409,
      hint: hint`ts-reg registry add ${recordNameOf(address)} ${user === '' ? 'USER' : user} --password-stdin`,
    },
  );
}

function withoutInnerBreaks(text: string): string {
  return /[\r\n]$/.test(text) ? text : text.replace(/[\t\r\n]/g, '');
}

function hasControlCharacter(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what this line looks for
  return /[\u0000-\u001f\u007f]/.test(text);
}
