/** `ts-reg registry update`: changes what is given about a stored registry; the rest is not changed. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import type { RegistryBackend, RegistryChange, RegistryView } from '../../../registry/backend.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { isRegistryType } from '../../../registry/registry-type.js';
import { parseExpiry } from '../../input/expiry-date.js';
import { readCredential } from '../../input/credential-input.js';
import type { Factory } from '../../process/factory.js';
import { isInteractive } from '../../process/world.js';
import type { CommandLine } from '../global-options.js';
import { remoteDoubt } from './host-doubts.js';
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
import { runUpdateAll } from './update-all.js';

export interface UpdateFlags extends RegistryFlags {
  /** The user whose registries are all changed. */
  readonly allWithUser?: string;
}

export interface UpdateOptions extends UpdateFlags {
  readonly factory: Factory;
  readonly registry: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** Parses; `run` acts. */
export function registerUpdate(parent: Command, commandLine: CommandLine, run = runUpdateOrAll): void {
  const command = parent
    .command('update')
    .summary('change a registry')
    .description(
      'Changes a stored registry after its credentials were accepted. What is not given keeps its stored value: ' +
        'with an option alone, such as --registry-name, user and password stay.',
    )
    .usage('[options] <registry> [user] [password]\n       ts-reg registry update --all-with-user <user> [new-user]')
    .argument('[registry]', 'HOST, HOST:PORT or HOST/REPOSITORY')
    .argument('[user]', 'user name, AWS access key id, awsauto, _iam_role, _aws_profile or _web_identity')
    .argument('[password]', 'password or AWS secret key; safer at the prompt or with --password-stdin');
  registryOptions(command)
    .option('--no-insecure', 'verify the TLS certificate of this registry again')
    .option('--all-with-user <user>', 'give every registry that has this user a new user or password')
    .addHelpText(
      'after',
      `
Examples:
  $ printenv TOKEN | ts-reg registry update registry.example.com --password-stdin
  $ ts-reg registry update registry.example.com --registry-name production
  $ ts-reg registry update --all-with-user AKIAIOSFODNN7EXAMPLE AKIAI44QH8DHBEXAMPLE
${identityHelp}`,
    )
    .action(() => {
      const flags = registryFlags(command);
      const words = credentialWords(command);
      if (words.registry === '' && flags.allWithUser === undefined)
        command.error("error: missing required argument 'registry'", { code: 'commander.missingArgument' });
      return run({ ...flags, ...words, factory: commandLine.factory(command) });
    });
}

function runUpdateOrAll(options: UpdateOptions): Promise<void> {
  return options.allWithUser === undefined
    ? runUpdate(options)
    : runUpdateAll({ ...options, allWithUser: options.allWithUser });
}

/** Updates the registry and prints it. */
export async function runUpdate(options: UpdateOptions): Promise<void> {
  const { factory, registry } = options;
  const type = options.registryType === undefined ? undefined : parseType(options.registryType);
  const expiresAt = options.expires === undefined ? undefined : parseExpiry(options.expires, factory.world.clock());
  const backend = await factory.backend();
  const isRemote = (await factory.settings()).anchore !== undefined;
  const credential = isRemote
    ? await readCredential(factory.world, { command: 'update', ...options, type })
    : await changedCredential(options, backend);
  const doubt = isRemote ? remoteDoubt({ registry, type, user: credential.user ?? '' }) : undefined;
  if (doubt !== undefined) factory.output.warn(doubt);
  const change = {
    user: credential.user,
    secret: credential.secret,
    type,
    name: options.registryName,
    verifyTls: options.insecure === undefined ? undefined : !options.insecure,
    location: locationOf(options),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  const views = await factory.output.progress.during(workOnCredentials(options), () =>
    backend.update(registry, change, { validate: options.skipValidate !== true }),
  );
  printRegistries(factory.output, views);
  tellProof(factory, views);
  const tip = argumentTip(options);
  if (tip !== undefined) factory.output.remark(tip);
}

type Credential = Pick<RegistryChange, 'user' | 'secret'>;

/** Of the store on this machine: user and secret stay unless they are given, or nothing else is. */
async function changedCredential(options: UpdateOptions, backend: RegistryBackend): Promise<Credential> {
  const { factory, user, passwordStdin } = options;
  // Before anybody is asked for a password of it.
  parseRegistryName(options.registry);
  if (user === undefined && !passwordStdin && changesMore(options)) return { user: undefined, secret: undefined };
  const stored = user === undefined ? await storedView(backend, options.registry) : undefined;
  const type = parsedTypeOf(options) ?? (stored && isRegistryType(stored.type) ? stored.type : undefined);
  checkGivenUser({ registry: options.registry, type, user, command: 'update' });
  const isAsked = isInteractive(factory.world) && !passwordStdin;
  const given = await readCredential(factory.world, {
    command: 'update',
    ...options,
    type,
    user: user ?? (isAsked ? undefined : stored?.user),
    ...(stored && { storedUser: stored.user }),
  });
  return { user: given.user === stored?.user ? undefined : given.user, secret: given.secret };
}

function parsedTypeOf({ registryType }: UpdateFlags): ReturnType<typeof parseType> | undefined {
  return registryType === undefined ? undefined : parseType(registryType);
}

function changesMore(options: UpdateOptions): boolean {
  const { insecure, registryName, registryType, region, account, endpoint, expires } = options;
  return [insecure, registryName, registryType, region, account, endpoint, expires].some(
    (value) => value !== undefined,
  );
}

async function storedView(backend: RegistryBackend, registry: string): Promise<RegistryView | undefined> {
  try {
    return (await backend.get(registry))[0];
  } catch (error) {
    if (!(error instanceof TsRegError) || error.kind !== 'not-found') throw error;
    throw new TsRegError('not-found', 'could not find existing registry to update', {
      httpCode: 404,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}
