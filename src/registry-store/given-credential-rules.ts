/** What a user name and a secret must look like before anything is asked or saved. */
import { TsRegError } from '../errors.js';
import { strangeCharacter } from '../registry/identity.js';
import { traitsOf } from '../registry/registry-type.js';
import type { RegistryName } from '../registry/registry-name.js';
import { shownUser } from '../registry/secret-form.js';
import { parseServerAddress, recordNameOf } from '../registry/server-address.js';
import { hint } from '../system/hint.js';
import type { UsableRecord } from './usable-record.js';

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
  given: Pick<UsableRecord, 'registry' | 'type' | 'user' | 'secret' | 'identity'>,
  command: 'add' | 'update',
): void {
  const secret = given.secret.reveal();
  const next = hint`ts-reg registry ${command} ${given.registry} USER --password-stdin`;
  const refuse = (what: string): never => {
    throw new TsRegError('refused', `${given.registry}: ${what}`, { httpCode: 409, hint: next });
  };
  if (hasControlCharacter(given.user)) refuse('the user name has control characters');
  if (hasControlCharacter(traitsOf(given.type).hasTokens ? secret : withoutInnerBreaks(secret)))
    refuse('the password has control characters, perhaps a line break at its end');
  if (given.user.length > longestUser) refuse(`the user name is longer than ${longestUser} characters`);
  if (secret.length > longestSecret) refuse(`the password is longer than ${longestSecret} characters`);
  if (traitsOf(given.type).sendsUser && given.user.includes(':'))
    refuse("the user name has a ':', which HTTP Basic cannot carry");
  if (given.user === '' && secret !== '') refuse('there is a password but no user name');
  if (given.user !== '' && secret === '') refuse('the password is empty');
  if (traitsOf(given.type).needsIdentity && given.user === '')
    refuse('an awsecr registry needs an access key id, awsauto, _iam_role or _aws_profile');
  const strange = given.identity?.kind === 'keys' ? strangeCharacter(given.user) : undefined;
  if (strange !== undefined) refuse(`the access key id has ${strange}, and key ids have only A-Z and 0-9`);
}

/**
 * Refuses the address of a registry's API, such as `HOST/v2` or `index.docker.io/v1`: clients ask for the host alone,
 * so the record would never be found.
 * @throws {TsRegError} `refused`, HTTP 409.
 */
export function checkFindable({ text: registry, path, wildcard }: RegistryName, user: string): void {
  if (path === '' || wildcard || !/^v[12]$/.test(path)) return;
  const address = parseServerAddress(registry);
  if (address.path !== '') return;
  throw new TsRegError(
    'refused',
    `${registry}: /${path} is the API of the registry, and clients ask for its host alone`,
    {
      httpCode: 409,
      hint: hint`ts-reg registry add ${recordNameOf(address)} ${user === '' ? 'USER' : shownUser(user)}
        --password-stdin`,
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
