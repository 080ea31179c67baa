/** `ts-reg install-service`: a systemd service that renews tokens before they expire. */
import { rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import { errnoOf, fileError } from '../../../system/file-error.js';
import { hint } from '../../../system/hint.js';
import { readBoundedFile } from '../../../system/read-file.js';
import { printResult } from '../../output/result.js';
import type { Factory } from '../../process/factory.js';
import { serviceProgram } from '../../process/program-name.js';
import type { World } from '../../process/world.js';
import type { CommandLine } from '../global-options.js';
import { inherited, refuseShellSecrets } from './service-environment.js';
import { isOurUnit, unitName, unitText } from './unit-file.js';

export interface InstallServiceFlags {
  readonly user?: boolean;
  readonly print?: boolean;
  readonly remove?: boolean;
}

export interface InstallServiceOptions extends InstallServiceFlags {
  readonly factory: Factory;
  /** What the service runs: program and first arguments. */
  readonly program: readonly string[];
  /** Effective user id; undefined on Windows. */
  readonly userId: number | undefined;
  /** Where units of the machine are. */
  readonly systemFolder: string;
}

/** Parses; `run` acts. */
export function registerInstallService(parent: Command, commandLine: CommandLine, run = runInstallService): void {
  const command = parent
    .command('install-service')
    .summary('keep tokens fresh, by systemd')
    .description(
      'Writes, enables and starts a systemd service that runs ts-reg registry refresh --watch: ' +
        'for the whole machine (as root), or with --user for you.',
    )
    .option('--user', 'for this user, without root')
    .option('--print', 'print the unit, change nothing')
    .option('--remove', 'stop the service and delete its unit')
    .addHelpText('after', '\nExamples:\n  $ ts-reg install-service --user\n  $ ts-reg install-service --user --remove')
    .action((flags: InstallServiceFlags) =>
      run({
        ...flags,
        factory: commandLine.factory(command),
        program: serviceProgram(process),
        userId: process.geteuid?.(),
        systemFolder: '/etc/systemd/system',
      }),
    );
}

/**
 * Installs, prints or removes the service.
 * @throws {TsRegError} `refused` for a unit of somebody else and for what systemd refuses; `usage` for a store that a
 * service could not open.
 */
export async function runInstallService(options: InstallServiceOptions): Promise<void> {
  const { factory, program, userId, user = false } = options;
  const { output, world } = factory;
  const path = join(user ? userFolder(world) : options.systemFolder, unitName);
  if (!options.print && !user && userId !== 0)
    throw new TsRegError('refused', 'only root can change the services of the machine', {
      hint: options.remove ? hint`ts-reg install-service --user --remove` : hint`ts-reg install-service --user`,
    });
  const control = async (...words: readonly string[]): Promise<void> => {
    const { systemctl } = await import('./systemctl.js');
    await systemctl({ words, environment: world.environment, isUser: user });
  };
  if (options.remove) return remove(path, factory, control);
  const { anchore, key } = await factory.settings();
  if (anchore !== undefined)
    throw new TsRegError('usage', `Anchore at ${anchore.url} renews its tokens itself`, {
      hint: hint`add --local to renew those of the store on this machine`,
    });
  refuseShellSecrets(world.environment, key.kind);
  const text = unitText({
    command: [...program, 'registry', 'refresh', '--watch'],
    environment: inherited(world.environment),
    isSystem: !user,
  });
  if (options.print) {
    output.print(output.json ? `${JSON.stringify({ path, text }, undefined, 4)}\n` : text);
    return;
  }
  await write(path, text);
  await output.progress.during('starting the service', async () => {
    await control('daemon-reload');
    await control('enable', unitName);
    // One that runs already gets the new unit.
    await control('restart', unitName);
  });
  printResult(output, { path, unit: unitName, starts: user ? 'login' : 'boot' }, [
    `wrote ${path}`,
    `${unitName} is running and starts ${user ? 'when you log in' : 'with the machine'}`,
  ]);
  if (user) output.remark(hint`to renew while you are logged out: loginctl enable-linger`);
}

async function remove(
  path: string,
  { output }: Pick<Factory, 'output'>,
  control: (...words: readonly string[]) => Promise<void>,
): Promise<void> {
  const text = textAt(path);
  if (text === undefined) {
    printResult(output, { path, removed: false }, [`${path} does not exist: there is nothing to remove`]);
    return;
  }
  refuseOthers(path, text);
  await control('disable', '--now', unitName);
  try {
    rmSync(path);
  } catch (error) {
    throw fileError(error, 'delete', path);
  }
  await control('daemon-reload');
  printResult(output, { path, removed: true }, [`removed ${path}`]);
}

async function write(path: string, text: string): Promise<void> {
  const { replaceUserFile } = await import('../../../system/user-file.js');
  const before = textAt(path);
  if (before !== undefined) refuseOthers(path, before);
  try {
    replaceUserFile(path, text);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

function textAt(path: string): string | undefined {
  try {
    return readBoundedFile(path, { largest: 65_536 }).bytes.toString('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw fileError(error, 'read', path);
  }
}

function refuseOthers(path: string, text: string): void {
  if (isOurUnit(text)) return;
  throw new TsRegError('refused', `${path} was not written by ts-reg install-service`, {
    hint: hint`mv ${path} ${path}.old`,
  });
}

/** systemd.unit(5): units that a user makes. */
function userFolder({ environment, homeFolder }: World): string {
  const base = environment['XDG_CONFIG_HOME'];
  if (base && isAbsolute(base)) return join(base, 'systemd', 'user');
  if (isAbsolute(homeFolder)) return join(homeFolder, '.config', 'systemd', 'user');
  throw new TsRegError('usage', 'cannot determine where units of systemd are: HOME is not set', {
    hint: hint`export HOME=/path`,
  });
}
