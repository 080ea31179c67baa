/** `ts-reg registry update`: new credentials for a stored registry; what is not given stays as it was. */
import type { Command } from 'commander';
import { readCredential } from '../../input/credential-input.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { remoteDoubt } from './host-doubts.js';
import { printRegistries } from './print-registries.js';
import { tellProof } from './proof-text.js';
import { locationOf, parseType, type RegistryFlags, registryOptions, workOnCredentials } from './registry-options.js';

export interface UpdateOptions extends RegistryFlags {
  readonly factory: Factory;
  readonly registry: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** Parses; `run` acts. */
export function registerUpdate(parent: Command, commandLine: CommandLine, run = runUpdate): void {
  const command = parent
    .command('update')
    .summary('change the credentials of a registry')
    .description(
      'Changes a stored registry after its new credentials were accepted. What is not given keeps its stored value.',
    )
    .argument('<registry>', 'HOST, HOST:PORT or HOST/REPOSITORY')
    .argument('[user]', 'user name, AWS access key id, awsauto, _iam_role or _aws_profile')
    .argument('[password]', 'password or AWS secret key; safer at the prompt or with --password-stdin');
  registryOptions(command)
    .option('--no-insecure', 'verify the TLS certificate of this registry again')
    .addHelpText(
      'after',
      '\nExample:\n  $ printenv TOKEN | ts-reg registry update registry.example.com ci --password-stdin',
    )
    .action(() => {
      const [registry = '', user, password] = command.args;
      return run({ ...command.opts<RegistryFlags>(), factory: commandLine.factory(command), registry, user, password });
    });
}

/** Updates the registry and prints it. */
export async function runUpdate(options: UpdateOptions): Promise<void> {
  const { factory, registry } = options;
  const type = options.registryType === undefined ? undefined : parseType(options.registryType);
  const backend = await factory.backend();
  const { user, secret } = await readCredential(factory.world, { command: 'update', ...options, type });
  const isRemote = (await factory.settings()).anchore !== undefined;
  const doubt = isRemote ? remoteDoubt({ registry, type, user }) : undefined;
  if (doubt !== undefined) factory.output.warn(doubt);
  const verifyTls = options.insecure === undefined ? undefined : !options.insecure;
  const change = { user, secret, type, name: options.registryName, verifyTls, location: locationOf(options) };
  const views = await factory.output.progress.during(workOnCredentials(options), () =>
    backend.update(registry, change, { validate: options.skipValidate !== true }),
  );
  printRegistries(factory.output, views);
  tellProof(factory, views);
}
