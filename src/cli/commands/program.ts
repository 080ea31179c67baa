/** The command tree. */
import { Command } from 'commander';
import { hiddenAliases, registryCommand } from './command-words.js';
import { type CommandLine, globalOptions } from './global-options.js';
import { registerEnvironment } from './environment.js';
import { helpLayout } from './help-text.js';
import { registerCompletion } from './completion/completion.js';
import { registerConfigureDocker } from './configure-docker.js';
import { registerDoctor } from './doctor/doctor.js';
import { registerExport } from './export/export.js';
import { registerInstallHelper } from './install-helper.js';
import { registerInstallService } from './service/install-service.js';
import { registerKubelet } from './kubelet-credential-provider.js';
import { registerKubernetes } from './kubernetes/kubernetes.js';
import { registerAdd } from './registry/add.js';
import { registerApply } from './registry/apply.js';
import { registerCheck } from './registry/check.js';
import { registerDelete } from './registry/del.js';
import { registerGet } from './registry/get.js';
import { registerImport } from './registry/import.js';
import { registerList } from './registry/list.js';
import { registerRefresh } from './registry/refresh.js';
import { registerToken } from './registry/token.js';
import { registerUpdate } from './registry/update.js';
import { registerCopy } from './store/copy.js';
import { registerPrepare } from './store/prepare.js';
import { registerRekey } from './store/rekey.js';

export interface ProgramOptions {
  /** Where help and version go; errors are thrown, never printed by commander. */
  readonly writeOut: (text: string) => void;
  readonly columns: number | undefined;
  /** What will be parsed; left out, the tree is whole. */
  readonly argv?: readonly string[];
}

type Register = (parent: Command, commandLine: CommandLine) => void;

/** In the order of the help. */
const registryCommands: ReadonlyMap<string, Register> = new Map<string, Register>([
  ['add', registerAdd],
  ['list', registerList],
  ['get', registerGet],
  ['update', registerUpdate],
  ['del', registerDelete],
  ['token', registerToken],
  ['refresh', registerRefresh],
  ['check', registerCheck],
  ['import', registerImport],
  ['apply', registerApply],
  ['export', registerExport],
]);

/** The commands below `registry`. */
export const registryCommandNames: readonly string[] = [...registryCommands.keys()];

/**
 * Builds the tree; parsing throws CommanderError instead of ending the process. Where `argv` begins with `registry` and
 * one of its commands, the tree has that one alone: all of them take as long as a list of ten registries does.
 */
export function createProgram(
  version: string,
  commandLine: CommandLine,
  { writeOut, columns, argv = [] }: ProgramOptions,
): Command {
  // Settings are inherited by `parent.command()` only: addCommand(new Command()) would exit the process on a bad flag.
  const program = new Command('ts-reg')
    .description('Stores container-registry credentials and keeps Amazon ECR tokens valid.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    // Otherwise the root would take the --insecure of `registry add --insecure` for its own.
    .enablePositionalOptions()
    .configureOutput({
      writeOut,
      writeErr: writeOut,
      outputError: () => undefined,
      // A terminal that does not know its width says 0.
      getOutHelpWidth: () => (columns === 0 ? 80 : (columns ?? 80)),
    })
    .configureHelp(helpLayout)
    .commandsGroup('Registries:')
    .addHelpText(
      'after',
      `
Example:
  $ ts-reg registry add 123456789012.dkr.ecr.us-east-1.amazonaws.com awsauto

Environment variables: ts-reg help environment`,
    );
  globalOptions(program, 'root');
  const registry = program
    .command('registry')
    .alias('registries')
    .summary('add, list, get, update, del, token, refresh and others')
    .description('Registries and their credentials.')
    .enablePositionalOptions();
  const [group, name] = argv;
  const called = group === 'registry' ? registryCommand(name, registryCommandNames) : undefined;
  if (called !== undefined) registerBelow(registry, { commandLine, names: [called] });
  else registerAll(program, registry, commandLine);
  acceptGlobalOptionsBehind(program);
  return program;
}

function registerBelow(
  registry: Command,
  { commandLine, names }: { readonly commandLine: CommandLine; readonly names: readonly string[] },
): void {
  for (const name of names) {
    registryCommands.get(name)?.(registry, commandLine);
    registry.commands.at(-1)?.aliases(hiddenAliases.get(name) ?? []);
  }
}

function registerAll(program: Command, registry: Command, commandLine: CommandLine): void {
  registerBelow(registry, { commandLine, names: registryCommandNames });
  program.commandsGroup('Docker and compatible tools:');
  registerConfigureDocker(program, commandLine);
  registerInstallHelper(program, commandLine);
  registerKubelet(program, commandLine);
  registerKubernetes(program, commandLine);
  program.commandsGroup('This machine:');
  program.helpCommand('help [command...]', 'show the help of a command, or: help environment');
  registerDoctor(program, commandLine);
  registerInstallService(program, commandLine);
  const store = program
    .command('store')
    .summary('copy, prepare and rekey')
    .description('The store of records and its key.')
    .enablePositionalOptions();
  registerCopy(store, commandLine);
  registerPrepare(store, commandLine);
  registerRekey(store, commandLine);
  registerCompletion(program, commandLine);
  registerEnvironment(program, commandLine);
}

/** Only on the way to the command that is called: eleven options each on all of them would take Node 5 ms. */
function acceptGlobalOptionsBehind(command: Command): void {
  command.hook('preSubcommand', (_, child) => {
    globalOptions(child, 'subcommand');
    acceptGlobalOptionsBehind(child);
  });
}
