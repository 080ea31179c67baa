/** `ts-reg doctor`: looks at everything that a pull depends on, and says for each fault what to type. */
import type { Command } from 'commander';
import type { Settings } from '../../config/settings.js';
import { TsRegError } from '../../errors.js';
import type { RegistryRecord } from '../../registry/record.js';
import { parseRegistryName } from '../../registry/registry-name.js';
import type { CommandLine } from '../command-line.js';
import type { Factory } from '../factory.js';
import type { Finding } from './finding.js';
import { fine, problem } from './finding.js';
import { printFindings } from './findings-text.js';
import { checkRegistries } from './registry-check.js';
import { checkModes, checkRecordFiles } from './store-check.js';

export interface DoctorOptions {
  readonly factory: Factory;
  /** Empty: all. */
  readonly registries: readonly string[];
  readonly fix?: boolean;
}

/** Parses; `run` acts. */
export function registerDoctor(parent: Command, commandLine: CommandLine, run = runDoctor): void {
  const command = parent
    .command('doctor')
    .summary('find out what is wrong')
    .description('Looks at settings, store, key, docker, network, the role of this machine and each registry, and says what to do about each fault.')
    .argument('[registries...]', 'try only these registries (default: all)')
    .option('--fix', 'close files of the store that others can look into; nothing else is changed')
    .addHelpText('after', '\nExamples:\n  $ ts-reg doctor\n  $ ts-reg doctor registry.example.com --json')
    .action((registries: readonly string[], flags: Pick<DoctorOptions, 'fix'>) => run({ ...flags, factory: commandLine.factory(command), registries }));
}

/** Prints the checklist; with a problem in it the command ends with 1. What it looks with is loaded for it alone. */
export async function runDoctor(options: DoctorOptions): Promise<void> {
  const { output, world } = options.factory;
  const { checkProxy } = await import('./network-check.js');
  const findings = [...checkProxy(world.environment), ...(await examine(options))];
  printFindings(output, findings);
  const problems = findings.filter(({ level }) => level === 'problem').length;
  if (problems > 0) throw new TsRegError('refused', `doctor found ${problems === 1 ? '1 problem' : `${problems} problems`}`);
}

async function examine(options: DoctorOptions): Promise<readonly Finding[]> {
  const { factory } = options;
  const settings = await attempt('settings', () => factory.settings());
  if (isFinding(settings)) return [settings];
  if (settings.anchore) return [await checkEngine(factory, settings.anchore.url)];
  return [fine('settings', `from ${settings.paths.configFile}; store in ${settings.paths.dataFolder}`), ...(await examineStore(options, settings))];
}

async function examineStore({ factory, registries, fix }: DoctorOptions, settings: Settings): Promise<readonly Finding[]> {
  const { world } = factory;
  const { checkAuthorities } = await import('./network-check.js');
  const modes = checkModes(settings.paths, fix === true);
  const files = await factory.files();
  const [authorities, stored] = await Promise.all([checkAuthorities(settings, world.environment), checkRecordFiles(files.records)]);
  const local = [...modes, ...stored, ...authorities];
  if ([...stored, ...authorities].some(({ level }) => level === 'problem')) return local;
  const records = selected((await files.records.list()).records, registries);
  const { readCertificateAuthorities } = await import('../../http/certificate-authorities.js');
  const { checkAws } = await import('./aws-check.js');
  const { checkDocker } = await import('./docker-check.js');
  const certificateAuthorities = await readCertificateAuthorities({ caFile: settings.caFile, environment: world.environment, variables: ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'] });
  const [docker, aws, tried] = await Promise.all([
    checkDocker(records, world),
    checkAws(records, { settings, environment: world.environment, certificateAuthorities, clock: world.clock }),
    attempt('registries', async () => checkRegistries(await factory.store(), registries)),
  ]);
  return [...local, ...docker, ...aws, ...(isFinding(tried) ? [tried] : tried)];
}

function selected(records: readonly RegistryRecord[], registries: readonly string[]): readonly RegistryRecord[] {
  if (registries.length === 0) return records;
  const wanted = registries.map((registry) => parseRegistryName(registry).text);
  return records.filter(({ registry }) => wanted.includes(registry));
}

async function checkEngine(factory: Factory, url: string): Promise<Finding> {
  const answer = await attempt('anchore', async () => (await factory.backend()).list());
  return isFinding(answer) ? answer : fine('anchore', `${url} answers, ${answer.length} registries`);
}

/** The result, or what went wrong as a finding. */
async function attempt<T>(subject: string, look: () => Promise<T>): Promise<T | Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TsRegError) return problem(subject, error.message, error.hint);
    throw error;
  }
}

function isFinding(value: object): value is Finding {
  return 'level' in value;
}
