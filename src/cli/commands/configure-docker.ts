/** `ts-reg configure-docker`: makes docker, podman, skopeo and their like ask ts-reg for credentials. */
import type { Command } from 'commander';
import { narrowRecordDoubt } from '../../clients/narrow-record.js';
import { TsRegError } from '../../errors.js';
import { parseRegistryName } from '../../registry/registry-name.js';
import { coveringRecordNames, parseServerAddress } from '../../registry/server-address.js';
import { hint } from '../../system/hint.js';
import { once } from '../../system/once.js';
import { programOnPath } from '../../system/program-on-path.js';
import type { Factory } from '../process/factory.js';
import type { World } from '../process/world.js';
import type { CommandLine } from './global-options.js';
import { changeHelperFiles, helperFiles } from './helper-files.js';

export interface ConfigureOptions {
  readonly factory: Factory;
  readonly registries: readonly string[];
  readonly podman?: boolean;
  readonly all?: boolean;
  readonly remove?: boolean;
}

/** Parses; `run` acts. */
export function registerConfigureDocker(parent: Command, commandLine: CommandLine, run = runConfigureDocker): void {
  const command = parent
    .command('configure-docker')
    .summary('make docker or podman use ts-reg')
    .description("Sets ts-reg as the credential helper in docker's config.json. Nothing else in the file changes.")
    .argument('[registries...]', 'HOST or HOST:PORT')
    .option('--all', 'every stored registry; with --remove, every registry that uses ts-reg')
    .option('--remove', "remove ts-reg from docker's file and podman's files")
    .option('--podman', "change podman's containers/auth.json instead; skopeo and buildah read it too")
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg configure-docker 123456789012.dkr.ecr.us-east-1.amazonaws.com' +
        '\n  $ ts-reg configure-docker --all --podman',
    )
    .action((registries: readonly string[], flags: Pick<ConfigureOptions, 'podman' | 'all' | 'remove'>) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

type StoredNames = () => Promise<readonly string[]>;

/** Writes the file and says what changed in it. */
export async function runConfigureDocker(options: ConfigureOptions): Promise<void> {
  const { output, world } = options.factory;
  const files = await helperFiles(world, options);
  const stored = once(() => storedNames(options.factory));
  const hosts = await wantedHosts(options, stored);
  const change = options.remove
    ? { add: [], remove: options.all ? ('all' as const) : hosts }
    : { add: hosts, remove: [] };
  await changeHelperFiles(options.factory, files, change);
  if (options.remove) return;
  warnOfMissingHelper(options.factory);
  await warnOfAnchore(options.factory);
  const { shadowsOf } = await import('../../clients/shadowing.js');
  for (const { message, fix } of await shadowsOf(world, hosts)) output.warn(`${message}: ${fix}`);
  await warnOfMissingRegistries(options.factory, hosts, stored);
}

async function wantedHosts(
  { registries, all, remove }: ConfigureOptions,
  storedNames: StoredNames,
): Promise<readonly string[]> {
  if (registries.length > 0) return registries.map((registry) => parseRegistryName(registry).authority);
  if (all && remove) return [];
  if (!all) {
    throw new TsRegError('usage', 'no registry was given', {
      hint: hint`ts-reg configure-docker HOST, or --all for every stored one`,
    });
  }
  const hosts = new Set((await storedNames()).map((name) => parseRegistryName(name).authority));
  if (hosts.size === 0)
    throw new TsRegError('refused', 'no registry is stored yet', { hint: hint`ts-reg registry add HOST` });
  return [...hosts];
}

/**
 * The other order is as good: what is not stored yet may be added next. A store that cannot be read says so at the
 * first pull.
 */
async function warnOfMissingRegistries(
  factory: Factory,
  hosts: readonly string[],
  storedNames: StoredNames,
): Promise<void> {
  const stored = await storedNames().catch(undefinedForRefusal);
  if (stored === undefined) return;
  for (const name of stored.map((text) => parseRegistryName(text))) {
    const narrow = hosts.includes(name.authority) ? narrowRecordDoubt(name) : undefined;
    if (narrow !== undefined) factory.output.warn(narrow);
  }
  const answered = new Set([...stored, ...stored.map((name) => parseRegistryName(name).authority)]);
  for (const host of hosts) {
    const names = coveringRecordNames(parseServerAddress(host));
    if (!names.some((name) => answered.has(name)))
      factory.output.warn(
        `${host} is not stored yet, so docker finds no password: ${hint`ts-reg registry add ${host}`}`,
      );
  }
}

function undefinedForRefusal(error: unknown): undefined {
  if (error instanceof TsRegError) return undefined;
  throw error;
}

/** Of the store on this machine: the helper has no passwords of a remote engine. */
async function storedNames(factory: Factory): Promise<readonly string[]> {
  return (await (await factory.store()).backend.list()).map(({ registry }) => registry);
}

/** The helper would be asked, and could only refuse. */
async function warnOfAnchore(factory: Factory): Promise<void> {
  const anchore = await factory.settings().then((loaded) => loaded.anchore, undefinedForRefusal);
  if (anchore === undefined) return;
  factory.output.warn(
    `docker gets no password while a URL of Anchore is set, because those in Anchore at ${anchore.url} cannot be ` +
      `read back; take it out of ANCHORE_CLI_URL and ~/.anchore/credentials.yaml, ` +
      `and add the registries to this machine: ts-reg --local registry add HOST`,
  );
}

function warnOfMissingHelper({ output, world }: Factory): void {
  if (isHelperOnPath(world)) return;
  output.warn('docker-credential-ts-reg is not on the PATH, so docker will not find it: ts-reg install-helper');
}

/** Whether docker would find the helper. */
export function isHelperOnPath(world: Pick<World, 'environment' | 'platform'>): boolean {
  return programOnPath('docker-credential-ts-reg', world) !== undefined;
}
