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

const ofAnchore = 'Options for a remote Anchore deployment, as in anchore-cli:';

/** anchore-cli's global options, ours with them, in the order of the help: flags, meaning, heading. */
export const globalOptionList: readonly (readonly [flags: string, description: string, heading: string])[] = [
  ['--json', 'print JSON (ANCHORE_CLI_JSON=y)', 'Options:'],
  ['--debug', 'show the steps on stderr, without secrets', 'Options:'],
  ['--local', 'use the store on this machine, even if a URL is set', 'Options:'],
  ['--url <url>', 'use a remote Anchore deployment (ANCHORE_CLI_URL)', ofAnchore],
  ['--u <user>', 'user at the Anchore API (ANCHORE_CLI_USER)', ofAnchore],
  ['--p <password>', 'password at the Anchore API (ANCHORE_CLI_PASS)', ofAnchore],
  ['--as-account <account>', 'act in another Anchore account (ANCHORE_CLI_ACCOUNT)', ofAnchore],
  ['--insecure', 'do not verify the TLS certificate of the Anchore API (ANCHORE_CLI_SSL_VERIFY=n)', ofAnchore],
  ['--api-version <version>', 'version of the Anchore API, v1 or v2 (ANCHORE_CLI_API_VERSION)', ofAnchore],
  ['--config <file>', 'anchore-cli credentials file (default: ~/.anchore/credentials.yaml)', ofAnchore],
  ['--hub-url <url>', 'accepted for anchore-cli, unused (ANCHORE_CLI_HUB_URL)', ofAnchore],
];

/** Declares the global options on a command; on subcommands their help names them without what they mean. */
export function globalOptions(command: Command, place: 'root' | 'subcommand'): Command {
  for (const [flags, description, heading] of globalOptionList) {
    const name = flags.split(' ')[0];
    if (place === 'subcommand' && command.options.some((option) => option.long === name)) continue;
    const option = command.createOption(flags, description).helpGroup(heading);
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
