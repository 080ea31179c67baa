/** The global options, accepted before and after the subcommand, and the factory made from them. */
import type { Command } from 'commander';
import type { GlobalFlags } from '../../config/settings.js';
import { Secret } from '../../secret.js';
import type { Output } from '../output/output.js';
import { createFactory, type Factory } from '../process/factory.js';
import type { World } from '../process/world.js';

export interface CommandLine {
  /** What a command depends on, for the options given on its own line. */
  factory(command: Command): Factory;
}

/** The command line of one run, which ends. */
export interface RunningCommandLine extends CommandLine {
  /** Gives back what factories opened. Never throws. */
  close(): Promise<void>;
}

interface GlobalValues {
  readonly config?: string;
  readonly debug?: boolean;
  readonly u?: string;
  readonly p?: string;
  readonly url?: string;
  readonly hubUrl?: string;
  readonly apiVersion?: string;
  readonly insecure?: boolean;
  readonly json?: boolean;
  readonly asAccount?: string;
  readonly local?: boolean;
}

/** Declares anchore-cli's global options on a command, hidden from the help of subcommands. */
export function globalOptions(command: Command, place: 'root' | 'subcommand'): Command {
  const options: readonly (readonly [string, string])[] = [
    ['--config <file>', 'anchore-cli credentials file (default: ~/.anchore/credentials.yaml)'],
    ['--debug', 'show the steps on stderr, without secrets'],
    ['--u <user>', 'user at the Anchore API (ANCHORE_CLI_USER)'],
    ['--p <password>', 'password at the Anchore API (ANCHORE_CLI_PASS)'],
    ['--url <url>', 'use a remote Anchore deployment (ANCHORE_CLI_URL)'],
    ['--hub-url <url>', 'accepted for anchore-cli, unused (ANCHORE_CLI_HUB_URL)'],
    ['--api-version <version>', 'version of the Anchore API, v1 or v2 (ANCHORE_CLI_API_VERSION)'],
    ['--insecure', 'do not verify the TLS certificate of the Anchore API (ANCHORE_CLI_SSL_VERIFY=n)'],
    ['--json', 'print JSON (ANCHORE_CLI_JSON=y)'],
    ['--as-account <account>', 'act in another Anchore account (ANCHORE_CLI_ACCOUNT)'],
    ['--local', 'use the store on this machine, even if a URL is set'],
  ];
  for (const [flags, description] of options) {
    const name = flags.split(' ')[0];
    if (place === 'subcommand' && command.options.some((option) => option.long === name)) continue;
    const option = command.createOption(flags, description);
    command.addOption(place === 'root' ? option : option.hideHelp());
  }
  return command;
}

/** The command line of one run. */
export function createCommandLine(world: World, output: Output): RunningCommandLine {
  const made: Factory[] = [];
  return {
    factory(command) {
      const flags = globalFlags(command);
      output.adopt({ json: flags.json === true, debug: flags.debug === true });
      const factory = createFactory(world, flags, output);
      made.push(factory);
      return factory;
    },
    async close() {
      await Promise.all(made.map((factory) => factory.close()));
    },
  };
}

function globalFlags(command: Command): GlobalFlags {
  const levels = lineage(command);
  // Of an option given twice, the one nearer to the command counts.
  const values = levels.reduce<GlobalValues>((far, level) => ({ ...far, ...level.opts<GlobalValues>() }), {});
  return {
    config: values.config,
    url: values.url,
    user: values.u,
    password: values.p === undefined ? undefined : new Secret(values.p),
    hubUrl: values.hubUrl,
    apiVersion: values.apiVersion,
    asAccount: values.asAccount,
    insecure: levels.some((level) => !hasOwnInsecure(level) && level.opts<GlobalValues>().insecure),
    json: values.json,
    debug: values.debug,
    local: values.local,
  };
}

/** Behind `add` and `update` --insecure speaks of the registry, as in anchore-cli; there it shows in the help. */
function hasOwnInsecure(command: Command): boolean {
  return command.parent !== null && command.options.some((option) => option.long === '--insecure' && !option.hidden);
}

/** The command below all that it stands behind, the program first. */
function lineage(command: Command): readonly Command[] {
  return command.parent ? [...lineage(command.parent), command] : [command];
}
