/** `ts-reg registry export`: stored registries in the form that another program reads. */
import type { Command } from 'commander';
import { several } from '../../input/several.js';
import { printResult } from '../../output/result.js';
import type { CommandLine } from '../global-options.js';
import { exportFormats } from './all-formats.js';
import { type ExportFlags, type ExportOptions, formatOf, requestOf } from './export-options.js';

/** Parses; `run` acts. */
export function registerExport(parent: Command, commandLine: CommandLine, run = runExport): void {
  const names = [...exportFormats.keys()];
  const command = parent
    .command('export')
    .summary('write registries for another program')
    .description(
      'Writes stored registries in the form that another program reads. ' +
        'All formats except registries contain passwords: protect the output like a password.',
    )
    .argument('[registries...]', 'these registries')
    .option('--format <format>', names.join(', '))
    .option('--all', 'all registries that have a user')
    .option('--output <file>', 'write FILE in one step, private for a new one (default: standard output)')
    .option('--merge', 'docker-config: keep what else is in FILE')
    .option('--min-life <time>', 'fail when a credential ends sooner, such as 6h or 30m')
    .option('--shell <shell>', 'env: sh, fish or powershell')
    .option('--name <name>', "name of the Secret, or the beginning of Argo CD's (default: ts-reg)")
    .option('--namespace <namespace>', 'namespace of the Secret; can be given several times', several)
    .option('--label <key=value>', 'label of the Secret; can be given several times', several)
    .addHelpText(
      'after',
      `
Formats:
${[...exportFormats].map(([name, { description }]) => `  ${name}: ${description}`).join('\n')}

Examples:
  $ ts-reg registry export --format docker-config --all --output config.json
  $ eval "$(ts-reg registry export --format env registry.example.com)"
  $ ts-reg registry export --format kubernetes-secret --all --namespace web | kubectl apply -f -
  $ ts-reg registry export --format registries > registries.yaml`,
    )
    .action((registries: readonly string[], flags: ExportFlags) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Prints the registries in the format, or writes them to a file. Nothing is written when one of them is missing. */
export async function runExport(options: ExportOptions): Promise<void> {
  const { output } = options.factory;
  const format = formatOf(options.format);
  const request = requestOf(options, format);
  const text = await output.progress.during('reading the registries', () => format.prepare(request));
  if (request.path === undefined) {
    output.print(text(''));
    return;
  }
  const { changeConfigFile } = await import('../../../clients/docker-config-file.js');
  const isWritten = await changeConfigFile(request.path, request.isMerge ? text : () => text(''));
  const { path } = request;
  const written = format.isSecret ? `wrote ${path}: whoever can read it can use these credentials` : `wrote ${path}`;
  printResult(output, { path, written: isWritten }, [isWritten ? written : `${path} is up to date`]);
}
