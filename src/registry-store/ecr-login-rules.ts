/** Tokens of ECR that people or docker hand in as a password: they end after 12 hours, and nothing renews them. */
import { TsRegError } from '../errors.js';
import { type EcrLoginEnd, ecrLoginEnd, ecrTokenUser, isEcrRegistry } from '../registry/ecr-login.js';
import type { OpenRecord, RegistryRecord } from '../registry/record.js';
import { traitsOf } from '../registry/registry-type.js';
import { hint } from '../system/hint.js';
import { regionOption } from './aws-secret-rules.js';
import { isoSeconds } from '../system/iso-time.js';

/**
 * Refuses ECR's own user name where an identity belongs: ts-reg fetches those tokens itself.
 * @throws {TsRegError} `refused`, HTTP 406.
 */
export function checkEcrTokenUser(
  { registry, type, user }: Pick<RegistryRecord, 'registry' | 'type' | 'user'>,
  command: 'add' | 'update',
): void {
  if (!traitsOf(type).needsIdentity || user.trim() !== ecrTokenUser) return;
  const options = isEcrRegistry(registry) ? [] : ['--registry-type', 'awsecr', ...regionOption(registry)];
  const message =
    'AWS is the user of tokens that last 12 hours; ts-reg fetches and renews them itself, ' +
    'so give an access key id, awsauto, _iam_role or _aws_profile instead';
  throw new TsRegError('refused', `${registry}: ${message}`, {
    httpCode: 406,
    hint: hint`ts-reg registry ${[command, registry, 'ACCESS_KEY_ID', ...options]}`,
  });
}

/**
 * Refuses a login whose token says that it has ended; where it does not say so, the registry is left to judge.
 * @throws {TsRegError} `refused`, HTTP 406, naming the time.
 */
export function checkLoginEnd(record: OpenRecord, now: number): void {
  const end = ecrLoginEnd(record);
  if (!end || !hasEnded(end, now)) return;
  const time = isoSeconds(end.expiresAt);
  const message =
    `the docker login for ${record.registry} expired at ${time}; ` +
    `ts-reg renews ECR tokens itself once it has an AWS identity`;
  throw new TsRegError('refused', message, {
    httpCode: 406,
    hint: hint`ts-reg registry add ${record.registry} ACCESS_KEY_ID`,
  });
}

/** Whether the token is known to have ended. */
export function hasEnded({ isCertain, expiresAt }: EcrLoginEnd, now: number): boolean {
  return isCertain && expiresAt <= now;
}
