/** The options of `registry export`, and which formats take them. */
import { TsRegError } from '../../../errors.js';
import { nearestName } from '../../../nearest-name.js';
import { type OutputShell, outputShells } from '../../../outputs/environment-variable.js';
import { hint } from '../../../system/hint.js';
import { parseDuration } from '../../input/duration.js';
import type { Factory } from '../../process/factory.js';
import { exportFormats } from './all-formats.js';
import type { ExportFormat, ExportRequest, FormatFlag } from './export-format.js';

export interface ExportFlags {
  readonly format?: string;
  readonly all?: boolean;
  readonly output?: string;
  readonly merge?: boolean;
  readonly shell?: string;
  readonly name?: string;
  readonly namespace?: readonly string[];
  readonly label?: readonly string[];
  readonly minLife?: string;
}

export interface ExportOptions extends ExportFlags {
  readonly factory: Factory;
  readonly registries: readonly string[];
}

const words: Readonly<Record<FormatFlag, string>> = {
  merge: '--merge',
  shell: '--shell',
  name: '--name',
  namespace: '--namespace',
  label: '--label',
  minLife: '--min-life',
};

/** @throws {TsRegError} `usage` when there is none, or it is unknown. */
export function formatOf(name: string | undefined): ExportFormat {
  const format = exportFormats.get(name ?? '');
  if (format !== undefined) return format;
  const names = [...exportFormats.keys()];
  const [first = ''] = names;
  const problem = name === undefined ? 'no format was given' : 'unknown format';
  throw new TsRegError('usage', `${problem}; the formats are: ${names.join(', ')}`, {
    hint: hint`ts-reg registry export --all --format ${nearestName(name ?? '', names) ?? first}`,
  });
}

/** @throws {TsRegError} `usage` for options that do not fit the format or each other. */
export function requestOf(options: ExportOptions, format: ExportFormat): ExportRequest {
  const { factory, registries } = options;
  const path = options.output === '-' ? undefined : options.output;
  checkFlags(options, format);
  if (path === '') throw new TsRegError('usage', '--output is empty', { hint: hint`--output config.json` });
  if (options.merge === true && path === undefined)
    throw new TsRegError('usage', '--merge needs --output FILE', { hint: hint`--merge --output config.json` });
  if (options.all === true && registries.length > 0)
    throw new TsRegError('usage', 'give registries or --all, not both', { hint: hint`leave out --all` });
  return {
    factory,
    registries,
    isAll: options.all === true,
    path,
    isMerge: options.merge === true,
    minLife: options.minLife === undefined ? 0 : parseDuration(options.minLife, '--min-life'),
    shell: shellOf(options.shell),
    name: options.name ?? 'ts-reg',
    namespaces: options.namespace ?? [],
    labels: Object.fromEntries((options.label ?? []).map(labelOf)),
  };
}

function checkFlags(options: ExportFlags, { flags }: ExportFormat): void {
  for (const flag of Object.keys(words) as readonly FormatFlag[]) {
    if (options[flag] === undefined || flags.includes(flag)) continue;
    const fitting = [...exportFormats].find(([, format]) => format.flags.includes(flag));
    throw new TsRegError('usage', `the format ${options.format ?? ''} does not take ${words[flag]}`, {
      hint: hint`leave out ${words[flag]}, or: ts-reg registry export --all --format ${fitting?.[0] ?? ''}`,
    });
  }
}

function shellOf(name: string | undefined): OutputShell {
  if (name === undefined) return 'sh';
  const shell = outputShells.find((one) => one === name);
  if (shell !== undefined) return shell;
  throw new TsRegError('usage', `unknown shell; the shells are: ${outputShells.join(', ')}`, {
    hint: hint`--shell ${nearestName(name, outputShells) ?? 'sh'}`,
  });
}

function labelOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new TsRegError('usage', `invalid --label '${text.slice(0, 80)}'`, { hint: hint`--label team=web` });
}
