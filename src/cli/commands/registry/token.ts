/** `ts-reg registry token`: a password that is valid now, for `docker login --password-stdin` and scripts. */
import type { Command } from 'commander';
import { pythonJson } from '../../output/python-json.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import { isoSeconds } from '../../../system/iso-time.js';

export interface TokenOptions {
  readonly factory: Factory;
  readonly registry: string;
}

/** Parses; `run` acts. */
export function registerToken(parent: Command, commandLine: CommandLine, run = runToken): void {
  const command = parent
    .command('token')
    .summary('print a fresh password')
    .description(
      'Prints a password that is valid now: the stored one, or an ECR token, ' +
        'renewed when it is past half of its lifetime.',
    )
    .argument('<registry>', 'HOST, HOST:PORT or HOST/REPOSITORY')
    .addHelpText(
      'after',
      `
Examples:
  $ ts-reg registry token 123456789012.dkr.ecr.us-east-1.amazonaws.com |
      docker login -u AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com
  $ ts-reg registry token registry.example.com --json   # username, password, expiresAt`,
    )
    .action((registry: string) => run({ factory: commandLine.factory(command), registry }));
}

/** Prints the password alone, or with `--json` user name and expiry too. */
export async function runToken({ factory, registry }: TokenOptions): Promise<void> {
  const store = await factory.store();
  const { username, password, expiresAt } = await factory.output.progress.during(
    `getting a password for ${registry}`,
    () => store.credential(registry),
  );
  if (!factory.output.json) {
    factory.output.print(`${password.reveal()}\n`);
    return;
  }
  const expiry = expiresAt === undefined ? null : isoSeconds(expiresAt);
  factory.output.print(`${pythonJson({ username, password: password.reveal(), expiresAt: expiry })}\n`);
}
