/** `ts-reg doctor`: checks everything that a pull depends on, and prints a fix for each problem. */
import type { Command } from 'commander';
import { resolvePaths } from '../../../config/paths.js';
import { TsRegError } from '../../../errors.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import type { DoctorRequest } from './all-checks.js';
import { type Finding, fine, printFindings, problem } from './findings.js';

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
    .description(
      'Checks the settings, the store, the key, docker, the network, the role of this machine and each registry, ' +
        'and prints a fix for each problem.',
    )
    .argument('[registries...]', 'check only these registries (default: all)')
    .option('--fix', 'make files of the store private that other users can read; changes nothing else')
    .addHelpText('after', '\nExamples:\n  $ ts-reg doctor\n  $ ts-reg doctor registry.example.com --json')
    .action((registries: readonly string[], flags: Pick<DoctorOptions, 'fix'>) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Prints the checklist; with a problem in it the command ends with 1. */
export async function runDoctor({ factory, registries, fix }: DoctorOptions): Promise<void> {
  const wish = { registries: registries.map((registry) => parseRegistryName(registry).text), fix: fix === true };
  const findings = await factory.output.progress.during('checking this machine', () => look(factory, wish));
  printFindings(factory.output, findings, factory.world.stdout.columns);
  const problems = findings.filter(({ level }) => level === 'problem').length;
  if (problems > 0)
    throw new TsRegError('refused', `doctor found ${problems === 1 ? '1 problem' : `${problems} problems`}`);
}

async function look(factory: Factory, wish: DoctorRequest): Promise<readonly Finding[]> {
  const settings = await attempt('settings', () => factory.settings());
  if (isFinding(settings)) return [settings, ...(await lookAtFiles(factory, wish))];
  if (settings.anchore) return lookAtAnchore(factory, settings.anchore.url);
  // Loaded here, because only doctor needs it.
  const { examine } = await import('./all-checks.js');
  const findings = await attempt('store', () => examine(factory, settings, wish));
  return isFinding(findings) ? [findings] : findings;
}

/** No findings when the paths cannot be determined. */
async function lookAtFiles(factory: Factory, wish: DoctorRequest): Promise<readonly Finding[]> {
  const { environment, platform, homeFolder } = factory.world;
  const paths = await attempt('settings', () =>
    Promise.resolve().then(() => resolvePaths(environment, platform, homeFolder)),
  );
  if (isFinding(paths)) return [];
  const { examineWithoutSettings } = await import('./all-checks.js');
  return examineWithoutSettings(factory, paths, wish);
}

async function lookAtAnchore(factory: Factory, url: string): Promise<readonly Finding[]> {
  const { checkProxy } = await import('./network-check.js');
  const remote = fine(
    'settings',
    `registries are stored in Anchore at ${url}; for the store on this machine: ts-reg doctor --local`,
  );
  const answer = await attempt('anchore', async () => (await factory.backend()).list());
  return [
    remote,
    ...checkProxy(factory.world.environment),
    isFinding(answer) ? answer : fine('anchore', `${url} answers, ${answer.length} registries`),
  ];
}

/** The result, or the error as a finding. */
async function attempt<T>(subject: string, act: () => Promise<T>): Promise<T | Finding> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TsRegError) return problem(subject, error.message, error.hint);
    throw error;
  }
}

function isFinding(value: object): value is Finding {
  return 'level' in value;
}
