/** `ts-reg install-helper`: a link through which docker finds this program as its credential helper. */
import { copyFileSync, linkSync, lstatSync, realpathSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { TsRegError } from '../../errors.js';
import { fileError } from '../../system/file-error.js';
import { hint } from '../../system/hint.js';
import { printResult } from '../output/result.js';
import type { Factory } from '../process/factory.js';
import { helperName, helperProgram } from '../process/program-name.js';
import type { World } from '../process/world.js';
import type { CommandLine } from './global-options.js';

export interface InstallHelperOptions {
  readonly factory: Factory;
  /** Where the link goes; undefined: beside the ts-reg that the PATH finds. */
  readonly folder: string | undefined;
  /** What it leads to, an absolute path without links. */
  readonly program: string;
}

/** Parses; `run` acts. */
export function registerInstallHelper(
  parent: Command,
  commandLine: CommandLine,
  run: (options: InstallHelperOptions) => void = runInstallHelper,
): void {
  const command = parent
    .command('install-helper')
    .summary('put docker-credential-ts-reg on the PATH')
    .description(
      'Creates the link docker-credential-ts-reg to this program, ' +
        'next to it or in DIR. Not needed after npm install --global.',
    )
    .argument('[dir]', 'a folder on the PATH (default: the one where ts-reg is found)')
    .addHelpText('after', '\nExamples:\n  $ ts-reg install-helper\n  $ ts-reg install-helper ~/.local/bin')
    .action((folder: string | undefined) => {
      run({ factory: commandLine.factory(command), folder, program: helperProgram(process) });
    });
}

/**
 * Makes the link, or replaces one that leads elsewhere; what is no link stays.
 * @throws {TsRegError} `refused` for such a file, `io` when the folder cannot be written.
 */
export function runInstallHelper({ factory, folder: wanted, program }: InstallHelperOptions): void {
  const { output, world } = factory;
  const windows = world.platform === 'win32';
  if (windows && !/\.exe$/i.test(program)) {
    throw new TsRegError('refused', 'only the standalone executable can be linked on Windows', {
      hint: hint`npm install --global ./ts-reg-VERSION.tgz`,
    });
  }
  const folder = wanted === undefined ? folderOnPath(world, program) : resolve(wanted);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new TsRegError('io', `${folder} is not a directory`, { hint: hint`mkdir -p ${folder}` });
  const path = join(folder, windows ? `${helperName}.exe` : helperName);
  if (leadsTo(path, program)) {
    printResult(output, { path, program, changed: false }, [`${path} already points to this program`]);
  } else {
    refuseWhatIsNoLink(path, windows);
    const before = targetOf(path);
    putLink(
      path,
      windows
        ? (at) => {
            linkHard(program, at);
          }
        : (at) => {
            symlinkSync(targetFrom(folder, program), at);
          },
    );
    printResult(output, { path, program, changed: true }, [`linked ${path} to ${program}`]);
    if (before !== undefined) output.warn(`${path} pointed to ${before} before`);
  }
  if (!pathFolders(world).some((other) => isSameFolder(other, folder))) {
    output.warn(`${folder} is not on the PATH, so docker will not find it: ${hint`export PATH="$PATH":${folder}`}`);
  }
  output.remark('next: ts-reg configure-docker HOST');
}

/** The folder on the PATH through which this program is called, else the program's own. */
function folderOnPath(world: World, program: string): string {
  const name = world.platform === 'win32' ? 'ts-reg.exe' : 'ts-reg';
  // The executable is both; in the npm package the helper is a file of its own, beside ts-reg.
  const called = [program, join(dirname(program), name)];
  return (
    pathFolders(world).find((folder) => called.some((file) => leadsTo(join(folder, name), file))) ?? dirname(program)
  );
}

function pathFolders({ environment }: World): readonly string[] {
  return (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

function isSameFolder(one: string, other: string): boolean {
  return one === other || leadsTo(one, other);
}

/** Whether two paths are one file: the same inode, through links of either kind. */
function leadsTo(path: string, program: string): boolean {
  try {
    const [one, other] = [statSync(path), statSync(program)];
    return one.ino === other.ino && one.dev === other.dev;
  } catch {
    return false;
  }
}

function refuseWhatIsNoLink(path: string, windows: boolean): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isSymbolicLink() || windows) return;
  throw new TsRegError('refused', `${path} already exists and is not a link`, { hint: hint`rm ${path}` });
}

/** Where a link leads that works; a dead one is no loss. */
function targetOf(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A name beside the program lets the two move together; through a folder that is a link itself it would lead astray.
 */
function targetFrom(folder: string, program: string): string {
  return realpathSync(folder) === dirname(program) ? basename(program) : program;
}

/** Windows lets only administrators make symbolic links; a hard link needs the same drive. */
function linkHard(program: string, at: string): void {
  try {
    linkSync(program, at);
  } catch {
    copyFileSync(program, at);
  }
}

/** Created under another name and renamed, so that docker always finds a program. */
function putLink(path: string, make: (path: string) => void): void {
  const aside = `${path}.${process.pid}`;
  try {
    make(aside);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw linkError(error, path);
  }
}

function linkError(error: unknown, path: string): TsRegError {
  const { message, detail } = fileError(error, 'make', path);
  return new TsRegError('io', message, {
    hint: hint`choose a folder of yours that is on the PATH: ts-reg install-helper ~/.local/bin`,
    detail,
  });
}
