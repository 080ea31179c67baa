/** `ts-reg registry export`: stored registries in the form that another program reads. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import { nearestName } from '../../../nearest-name.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { type ExportFormat, exportFormats } from './all-formats.js';

export interface ExportOptions {
  readonly factory: Factory;
  /** Empty: all. */
  readonly registries: readonly string[];
  readonly format?: string;
}

/** Parses; `run` acts. */
export function registerExport(parent: Command, commandLine: CommandLine, run = runExport): void {
  const names = [...exportFormats.keys()];
  const command = parent
    .command('export')
    .summary('write registries for another program')
    .description('Writes the stored registries to standard output, in the form that another program reads.')
    .argument('[registries...]', 'only these registries (default: all)')
    .option('--format <format>', names.join(', '))
    .addHelpText(
      'after',
      `
Formats:
${[...exportFormats].map(([name, { description }]) => `  ${name}: ${description}`).join('\n')}

Example:
  $ ts-reg registry export --format registries > registries.yaml`,
    )
    .action((registries: readonly string[], flags: Pick<ExportOptions, 'format'>) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Prints the registries in the format. */
export async function runExport({ factory, registries, format }: ExportOptions): Promise<void> {
  const { output } = factory;
  const { text } = formatOf(format);
  output.print(await output.progress.during('reading the registries', () => text({ factory, registries })));
}

function formatOf(name: string | undefined): ExportFormat {
  const format = exportFormats.get(name ?? '');
  if (format !== undefined) return format;
  const names = [...exportFormats.keys()];
  const [first = ''] = names;
  if (name === undefined)
    throw new TsRegError('usage', `no format was given; the formats are: ${names.join(', ')}`, {
      hint: hint`ts-reg registry export --format ${first}`,
    });
  throw new TsRegError('usage', `unknown format; the formats are: ${names.join(', ')}`, {
    hint: hint`ts-reg registry export --format ${nearestName(name, names) ?? first}`,
  });
}
