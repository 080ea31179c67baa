/** Where AWS secrets and ECR tokens may go: to AWS, never to a registry as a password, never to a mistyped host. */
import { type Hint, TsRegError } from '../errors.js';
import { ecrTokenUser, isEcrRegistry } from '../registry/ecr-login.js';
import { ecrLookAlike } from '../registry/ecr-look-alike.js';
import { isAwsOnlyUser } from '../registry/identity.js';
import type { RegistryRecord } from '../registry/record.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { traitsOf } from '../registry/registry-type.js';
import { shownUser } from '../registry/secret-form.js';
import { hint } from '../system/hint.js';
import { closedError } from './ambient-role.js';
import type { StoreDependencies } from './dependencies.js';
import type { UsableRecord } from './usable-record.js';

type Given = Pick<RegistryRecord, 'registry' | 'type' | 'user'>;

/**
 * Refuses a host that is almost an ECR host: always for a user of AWS, for others unless they chose the type.
 * @throws {TsRegError} `refused`, HTTP 406, with the host that was probably meant.
 */
export function checkMistypedHost(
  { parsedName: name, user }: Pick<UsableRecord, 'parsedName' | 'user'>,
  { isTypeChosen }: { readonly isTypeChosen: boolean },
): void {
  const lookAlike = name.ecrHost ? undefined : ecrLookAlike(name.host);
  const isForAws = isAwsOnlyUser(user) || user.trim() === ecrTokenUser;
  if (lookAlike?.kind !== 'near-miss' || (isTypeChosen && !isForAws)) return;
  const override = isForAws ? '' : '; to store it all the same, choose its type with --registry-type docker_v2';
  throw new TsRegError('refused', `${name.host} looks like an Amazon ECR host but is not one${override}`, {
    httpCode: 406,
    hint:
      correctedCommand(name.text, user) ?? hint`aws ecr describe-repositories --query 'repositories[].repositoryUri'`,
  });
}

/**
 * Refuses a record whose secret would reach a registry as a password though it can only be meant for AWS. To be called
 * before each use of a stored record too. With the gate closed `awsauto` is refused in anchore-engine's words.
 * @throws {TsRegError} `refused`, HTTP 406.
 */
export function checkAwsSecretUse(
  { registry, type, user }: Given,
  gate: StoreDependencies['gate'],
  command: 'add' | 'update' = 'update',
): void {
  if (traitsOf(type).needsIdentity || !isAwsOnlyUser(user)) return;
  if (user.trim() === 'awsauto' && !gate.allowed) throw closedError(gate, "'awsauto'");
  const word = userWord(user);
  throw new TsRegError(
    'refused',
    `${registry}: ${word} is an AWS identity, and its secret is never sent to a registry of type ${type}`,
    {
      httpCode: 406,
      hint:
        correctedCommand(registry, user) ??
        hint`ts-reg registry ${[command, registry, word, '--registry-type', 'awsecr', ...regionOption(registry)]}`,
    },
  );
}

/** `add` with the ECR host that was probably meant; undefined where there is none. */
function correctedCommand(registry: string, user: string): Hint | undefined {
  const { text, host } = parseRegistryName(registry);
  const correction = ecrLookAlike(host)?.correction;
  return correction === undefined
    ? undefined
    : hint`ts-reg registry add ${text.replace(host, correction)} ${userWord(user)}`;
}

/** The words that awsecr needs behind a name of one's own; the region is often part of the name. */
export function regionOption(registry: string): readonly string[] {
  if (isEcrRegistry(registry)) return [];
  const labels = parseRegistryName(registry).host.split('.');
  const region = labels.find((label) => /^(?:[a-z]{2}|eusc)(?:-[a-z]{2,9}){1,2}-[0-9]{1,2}$/.test(label));
  return ['--region', region ?? 'REGION'];
}

/** A user name as a word of a command; `USER` for one that needs quotes in a shell or may be a secret. */
export function userWord(user: string): string {
  const text = shownUser(user.trim());
  return /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,127}$/.test(text) ? text : 'USER';
}
