/** Credentials in the wrong place or form, recognized before anything is asked. No text has a part of them. */
import { TsRegError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import { isEcrRegistry, isEcrToken } from '../registry/ecr-login.js';
import { identityWords } from '../registry/identity.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import { traitsOf } from '../registry/registry-type.js';
import { hasAwsKeyIdForm, hasAwsSecretForm } from '../registry/secret-form.js';
import { webIdentityFault, webIdentityUser } from '../registry/web-identity.js';
import { hint } from '../system/hint.js';
import { regionOption } from './aws-secret-rules.js';

/** What was given, and for which command; the secret may still have to be asked for. */
export interface GivenUser extends Pick<RegistryRecord, 'registry' | 'type' | 'user'> {
  readonly command: 'add' | 'update';
}

/**
 * Refuses what can be no user of an awsecr registry, to be called before its password is asked for.
 * @throws {TsRegError} `refused`, HTTP 406.
 */
export function checkMistakenUser(given: GivenUser): void {
  if (!traitsOf(given.type).needsIdentity) return;
  const user = given.user.trim();
  if (hasAwsSecretForm(user))
    throw refusal(given, 'the user name has the form of a secret access key; the access key id belongs there', 'KEYS');
  if (/^arn:/i.test(user)) throw arnAsUser(given);
  if (hasAwsKeyIdForm(user) || identityWords.includes(user)) return;
  const word = nearestName(user, identityWords);
  if (word !== undefined) throw refusal(given, `the user name is almost '${word}'`, word);
}

/**
 * Refuses a user and a secret that were swapped, and a secret that can be none of this user.
 * @throws {TsRegError} `refused`, HTTP 406.
 */
export function checkMistakenSecret(given: GivenUser & Pick<OpenRecord, 'secret'>): void {
  const [user, secret] = [given.user.trim(), given.secret.reveal().trim()];
  const isForAws = traitsOf(given.type).needsIdentity;
  if (hasAwsKeyIdForm(secret) && (hasAwsSecretForm(user) || (isForAws && !identityWords.includes(user))))
    throw refusal(given, 'access key id and secret access key are swapped, or the id was given twice', 'KEYS');
  if (!isForAws) return;
  if (hasAwsKeyIdForm(user) && isEcrToken(secret))
    throw refusal(given, 'the password is an ECR token; an access key id goes with its secret access key', 'KEYS');
  if (user === '_iam_role') checkRole(given, secret);
  const fault = user === webIdentityUser ? webIdentityFault(secret) : undefined;
  if (fault !== undefined) throw refusal(given, fault, webIdentityUser);
}

function checkRole(given: GivenUser, secret: string): void {
  if (secret === 'awsauto') return;
  const [arn = '', externalId = '', ...more] = secret.split(';');
  const kind = /^arn:[^:]*:(?:iam|sts):[^:]*:[^:]*:([a-z-]+)\//.exec(arn)?.[1];
  if (kind === 'instance-profile' || kind === 'assumed-role' || kind === 'user')
    throw refusal(
      given,
      `the password of _iam_role is the ARN of a role, and this is the ARN of ${articles[kind]}`,
      '_iam_role',
    );
  if (!/^arn:/i.test(arn))
    throw refusal(given, 'the password of _iam_role is the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME', '_iam_role');
  // STS API reference, AssumeRole, ExternalId.
  if (more.length > 0 || !/^[\w+=,.@:/-]*$/.test(externalId))
    throw refusal(given, 'the external id behind the role ARN has a character that AWS does not allow', '_iam_role');
}

const articles = { 'instance-profile': 'an instance profile', 'assumed-role': 'a session', user: 'a user' };

function arnAsUser(given: GivenUser): TsRegError {
  const kind = /^arn:[^:]*:(?:iam|sts):[^:]*:[^:]*:([a-z-]+)\//i.exec(given.user.trim())?.[1];
  if (kind === 'instance-profile')
    return refusal(given, 'an ARN is not a user name; the role of this machine is awsauto', 'awsauto');
  if (kind === 'role' || kind === 'assumed-role')
    return refusal(
      given,
      'an ARN is not a user name; a role has the user _iam_role, and its ARN is the password',
      '_iam_role',
    );
  return refusal(given, 'an ARN is not a user name', 'KEYS');
}

/** `user` is one of the identity words, or KEYS for an access key. */
function refusal({ command, registry }: GivenUser, what: string, user: string): TsRegError {
  const options = isEcrRegistry(registry) ? [] : ['--registry-type', 'awsecr', ...regionOption(registry)];
  const words =
    user === 'KEYS'
      ? ['ACCESS_KEY_ID']
      : user === '_iam_role' || user === webIdentityUser
        ? [user, 'ROLE_ARN']
        : [user];
  return new TsRegError('refused', `${registry}: ${what}`, {
    httpCode: 406,
    hint: hint`ts-reg registry ${[command, registry, ...words, ...options]}`,
  });
}
