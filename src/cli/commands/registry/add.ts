/** `ts-reg registry add`: guesses the type, validates, saves. */
import type { Command } from 'commander';
import { narrowRecordDoubt } from '../../../clients/narrow-record.js';
import { parseRegistryName, type RegistryName } from '../../../registry/registry-name.js';
import { guessForAnchore, guessRegistryType, type RegistryType, traitsOf } from '../../../registry/registry-type.js';
import { hint } from '../../../system/hint.js';
import { parseExpiry } from '../../input/expiry-date.js';
import { readCredential } from '../../input/credential-input.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { nameDoubt, remoteDoubt } from './host-doubts.js';
import { printRegistries } from './print-registries.js';
import { tellProof } from './proof-text.js';
import {
  argumentTip,
  checkGivenUser,
  credentialWords,
  identityHelp,
  locationOf,
  parseType,
  type RegistryFlags,
  registryFlags,
  registryOptions,
  workOnCredentials,
} from './registry-options.js';

export interface AddOptions extends RegistryFlags {
  readonly factory: Factory;
  readonly registry: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly replace?: boolean;
}

/** Parses; `run` acts. */
export function registerAdd(parent: Command, commandLine: CommandLine, run = runAdd): void {
  const command = parent
    .command('add')
    .summary('add a registry')
    .description('Stores a registry after AWS and the registry itself have accepted its credentials.')
    .argument('<registry>', 'HOST, HOST:PORT or HOST/REPOSITORY, without https://')
    .argument('[user]', 'user name, AWS access key id, awsauto, _iam_role, _aws_profile or _web_identity')
    .argument('[password]', 'password or AWS secret key; safer at the prompt or with --password-stdin')
    .option('--replace', 'replace a stored registry of the same name');
  registryOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  $ ts-reg registry add 123456789012.dkr.ecr.us-east-1.amazonaws.com AKIAIOSFODNN7EXAMPLE
  $ ts-reg registry add 123456789012.dkr.ecr.us-east-1.amazonaws.com awsauto
  $ printenv TOKEN | ts-reg registry add registry.example.com ci --password-stdin
${identityHelp}`,
    )
    .action(() =>
      run({ ...registryFlags(command), ...credentialWords(command), factory: commandLine.factory(command) }),
    );
}

/** Adds the registry and prints it. */
export async function runAdd(options: AddOptions): Promise<void> {
  const { factory } = options;
  const name = parseRegistryName(options.registry);
  const isRemote = (await factory.settings()).anchore !== undefined;
  const type = typeOf(options, { name, isRemote });
  warnOfOddAccount(factory, name, type);
  const location = locationOf(options);
  const end = options.expires === undefined ? 'never' : parseExpiry(options.expires, factory.world.clock());
  checkGivenUser({ registry: name.text, type, user: options.user, command: 'add' });
  const backend = await factory.backend();
  const { user, secret } = await readCredential(factory.world, {
    command: 'add',
    ...options,
    registry: name.text,
    type,
  });
  const isTypeChosen = options.registryType !== undefined;
  const doubt = isRemote
    ? remoteDoubt({ registry: name.text, type, user })
    : nameDoubt({ name, type, user, isTypeChosen });
  if (doubt !== undefined) factory.output.warn(doubt);
  // An Anchore deployment scans images by their repositories.
  const narrow = isRemote ? undefined : narrowRecordDoubt(name);
  const given = {
    registry: options.registry,
    parsedName: name,
    name: options.registryName,
    type,
    isTypeChosen,
    user,
    secret,
    verifyTls: options.insecure !== true,
    location,
    ...(end !== 'never' && { expiresAt: end }),
  };
  const views = await factory.output.progress.during(workOnCredentials(options), () =>
    backend.add(given, { validate: options.skipValidate !== true, replace: options.replace === true }),
  );
  printRegistries(factory.output, views);
  tellProof(factory, views);
  if (narrow !== undefined) factory.output.warn(narrow);
  const tip = argumentTip(options);
  if (tip !== undefined) factory.output.remark(tip);
  // The helper has no passwords of an Anchore deployment.
  if (!isRemote) factory.output.remark(hint`next: ts-reg configure-docker ${name.authority}`);
}

function typeOf(options: AddOptions, { name, isRemote }: { name: RegistryName; isRemote: boolean }): RegistryType {
  if (options.registryType !== undefined) return parseType(options.registryType);
  const guess = isRemote ? guessForAnchore(name) : guessRegistryType(name);
  if (!traitsOf(guess).isDefault) {
    const { output } = options.factory;
    if (output.messageWidth === undefined)
      output.warn(
        `setting registry type to '${guess}' based on form of input registry name, ` +
          `remove and re-add using '--registry-type docker_v2' to override`,
      );
    else output.tell(`type: ${guess}, from the host name`);
  }
  return guess;
}

function warnOfOddAccount(factory: Factory, name: RegistryName, type: RegistryType): void {
  const host = traitsOf(type).needsIdentity ? name.ecrHost : undefined;
  if (host?.service !== 'ecr' || host.account.length === 12) return;
  const digits = host.account.length;
  // Leading zeros are what spreadsheets and numbers in YAML lose.
  const whole =
    digits < 12 && digits > 8 ? `; did you mean ${name.text.replace(/^[0-9]+/, host.account.padStart(12, '0'))}?` : '';
  factory.output.warn(`${name.host}: AWS account ids have 12 digits, this one has ${digits}${whole}`);
}
