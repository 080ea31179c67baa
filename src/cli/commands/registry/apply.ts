/** `ts-reg registry apply`: makes the store as documents say. */
import type { Command } from 'commander';
import type { ApplyOptions as RunOptions, ApplyOutcome } from '../../../apply/apply-documents.js';
import type { ApplyTarget } from '../../../apply/apply-target.js';
import type { DocumentText } from '../../../apply/document-text.js';
import { TsRegError } from '../../../errors.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { applyDoubts } from './apply-doubts.js';
import { doneLine, plainOutcome, planLine, summaryLine, wouldChange } from './apply-report.js';

interface ApplyFlags {
  readonly diff?: boolean;
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly rotate?: boolean;
  readonly schema?: boolean;
  readonly skipValidate?: boolean;
}

export interface ApplyOptions extends ApplyFlags {
  readonly factory: Factory;
  /** `-`: standard input. */
  readonly files: readonly string[];
}

/** Parses; `run` acts. */
export function registerApply(parent: Command, commandLine: CommandLine, run = runApply): void {
  const command = parent
    .command('apply')
    .summary('add and update registries from a file')
    .description(
      'Adds the registries of a file that are missing, updates those that differ, and leaves alone those that are ' +
        'equal. The file names where passwords come from, never a password.',
    )
    .argument('[files...]', 'YAML or JSON files; - for standard input')
    .option('--diff', 'show what would change, and change nothing; exit code 3 when something would')
    .option('--dry-run', 'the same as --diff')
    .option(
      '--prune',
      'remove registries that an earlier apply of this document (its name:) added and the file no longer lists',
    )
    .option('--rotate', 'send all secrets again, also where nothing differs')
    .option('--skip-validate', 'do not ask the registries whether they accept the credentials')
    .option('--schema', 'print the JSON schema of such a file, for editors')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg registry apply --diff registries.yaml\n  $ ts-reg registry apply registries.yaml',
    )
    .action((files: readonly string[], flags: ApplyFlags) =>
      run({ ...flags, factory: commandLine.factory(command), files }),
    );
}

/**
 * Applies the documents: a line for each registry and their numbers. Exit code 1 when some were refused, 2 for a wrong
 * file, before anything is done, 3 for a plan that would change something.
 */
export async function runApply(options: ApplyOptions): Promise<void> {
  const { factory, files, prune = false } = options;
  const { output } = factory;
  if (options.schema === true) {
    const { documentSchema } = await import('../../../apply/document-schema.js');
    output.print(`${JSON.stringify(documentSchema, undefined, 2)}\n`);
    return;
  }
  if (files.length === 0)
    throw new TsRegError('usage', 'no file was given', { hint: hint`ts-reg registry apply registries.yaml` });
  if (files.indexOf('-') !== files.lastIndexOf('-'))
    throw new TsRegError('usage', 'standard input is given twice, and can be read once', {
      hint: hint`ts-reg registry apply -`,
    });
  const { readDocuments } = await import('../../../apply/read-documents.js');
  const { documents, faults } = readDocuments(await textsOf(factory, files), { prune });
  for (const fault of faults) output.report(fault);
  if (faults.length > 0) return;
  const { applyDocuments } = await import('../../../apply/apply-documents.js');
  const outcomes = await output.progress.during('applying the documents', async (advance) => {
    const run = await runOptions(options);
    let done = 0;
    return applyDocuments(documents, {
      ...run,
      onOutcome: (outcome, total) => {
        tell(factory, outcome, run);
        advance({ done: (done += 1), total });
      },
    });
  });
  const isRemote = (await factory.settings()).anchore !== undefined;
  for (const doubt of applyDoubts(documents, outcomes, { isRemote })) output.warn(doubt);
  conclude(factory, outcomes, { dryRun: isDry(options) });
}

function isDry({ diff = false, dryRun = false }: ApplyFlags): boolean {
  return diff || dryRun;
}

async function textsOf({ world }: Factory, files: readonly string[]): Promise<readonly DocumentText[]> {
  const { decodeDocument, largestDocument, readDocumentFile } = await import('../../../apply/document-text.js');
  const { readAtMost } = await import('../../input/read-at-most.js');
  const texts: DocumentText[] = [];
  for (const file of files) {
    if (file !== '-') {
      texts.push(readDocumentFile(file));
      continue;
    }
    const title = 'standard input';
    texts.push({
      text: decodeDocument(await readAtMost(world.stdin, largestDocument), title),
      source: { title, folder: '' },
    });
  }
  return texts;
}

async function runOptions(options: ApplyOptions): Promise<Omit<RunOptions, 'onOutcome'>> {
  const { factory, prune = false, rotate = false, skipValidate = false } = options;
  const { output } = factory;
  const { environment, homeFolder, platform, interrupted: signal } = factory.world;
  const { SecretReader } = await import('../../../apply/secret-reader.js');
  const secrets = new SecretReader({
    environment,
    homeFolder,
    platform,
    signal,
    warn: (line) => {
      output.warn(line);
    },
  });
  const target = await targetOf(factory);
  if (prune && target.memory === undefined)
    throw new TsRegError('usage', 'an Anchore deployment does not record which document added a registry', {
      hint: hint`leave --prune out, and delete one by one: ts-reg registry del HOST`,
    });
  return { target, secrets, prune, rotate, validate: !skipValidate, dryRun: isDry(options), signal };
}

async function targetOf(factory: Factory): Promise<ApplyTarget> {
  if ((await factory.settings()).anchore === undefined) {
    const { storeTarget } = await import('../../../apply/store-target.js');
    return storeTarget((await factory.store()).documents);
  }
  const { engineTarget } = await import('../../../apply/engine-target.js');
  return engineTarget(await factory.backend());
}

function tell({ output }: Factory, outcome: ApplyOutcome, { dryRun }: { readonly dryRun: boolean }): void {
  if (outcome.error === undefined && !output.json && !dryRun) output.note(doneLine(outcome));
}

function conclude(
  { output }: Factory,
  outcomes: readonly ApplyOutcome[],
  { dryRun }: { readonly dryRun: boolean },
): void {
  // At the end, where they are not missed among many.
  for (const { registry, error } of outcomes)
    if (error !== undefined)
      output.report(new TsRegError('refused', `${registry}: ${error.message}`, error.hint && { hint: error.hint }));
  if (output.json) output.print(`${JSON.stringify(outcomes.map(plainOutcome), undefined, 4)}\n`);
  else {
    const lines = dryRun ? outcomes.flatMap((outcome) => (outcome.error ? [] : (planLine(outcome) ?? []))) : [];
    for (const line of lines) output.print(`${output.foreign(line)}\n`);
    output.note(summaryLine(outcomes, { dryRun }));
  }
  if (dryRun && outcomes.some(wouldChange)) output.tellOfChanges();
}
