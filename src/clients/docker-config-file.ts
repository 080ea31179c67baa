/**
 * Docker's configuration as a file: found, read and replaced whole, as docker does it (docker/cli `configfile.Save`).
 */
import { existsSync } from 'node:fs';
import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { TsRegError } from '../errors.js';
import type { Environment } from '../system/environment.js';
import { errnoOf } from '../system/file-error.js';
import { hint } from '../system/hint.js';
import { readBoundedFile, UnreadableFile } from '../system/read-file.js';
import { replaceUserFile } from '../system/user-file.js';

/** A larger file is no configuration of docker's. */
const largestFile = 1_048_576;

/** docker's config.json: in DOCKER_CONFIG, else in `~/.docker`. */
export function dockerConfigPath(environment: Environment, homeFolder: string): string {
  const folder = environment['DOCKER_CONFIG'] ?? '';
  return join(folder === '' ? join(knownHome(homeFolder, 'DOCKER_CONFIG'), '.docker') : folder, 'config.json');
}

/**
 * podman's auth.json: REGISTRY_AUTH_FILE, else the one in `~/.config`, which podman, skopeo and buildah read too and
 * which, unlike the one in XDG_RUNTIME_DIR, is still there after a reboot (containers-auth.json(5)).
 */
export function podmanAuthPath(environment: Environment, homeFolder: string): string {
  const named = environment['REGISTRY_AUTH_FILE'];
  if (named) return named;
  const base = environment['XDG_CONFIG_HOME'];
  const folder = base && isAbsolute(base) ? base : join(knownHome(homeFolder, 'REGISTRY_AUTH_FILE'), '.config');
  return join(folder, 'containers', 'auth.json');
}

/**
 * The text of a configuration; empty when there is no file.
 * @throws {TsRegError} `io`, naming the path, for a file that cannot be read, is none, or is not UTF-8.
 */
export function readConfigFile(path: string): Promise<string> {
  return Promise.resolve().then(() => readText(path));
}

function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readBoundedFile(path, { largest: largestFile, nullDevice: true }).bytes;
  } catch (error) {
    const code = errnoOf(error) ?? 'unknown';
    if (code === 'ENOENT') return '';
    throw unusable(path, error instanceof UnreadableFile ? wordsFor[error.kind] : `cannot be read (${code})`);
  }
  const text = bytes.toString('utf8');
  if (!bytes.equals(Buffer.from(text))) throw unusable(path, 'is not UTF-8');
  return text;
}

/**
 * Changes a configuration in one step: the file that a link leads to, with its mode and owner; a new file gets 0600,
 * its folder 0700. False, and nothing is written, when the text stays the same.
 * @throws {TsRegError} `io`, naming the path; the file is then as it was. What `change` throws passes on.
 */
export async function changeConfigFile(path: string, change: (text: string) => string): Promise<boolean> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const before = await readConfigFile(path);
    const after = change(before);
    if (after === before) return false;
    if (await replaceUnlessChanged(path, before, after)) return true;
  }
  throw unusable(path, 'keeps changing while ts-reg updates it');
}

/** docker takes no lock: the best that can be done is to look once more right before the file is replaced. */
async function replaceUnlessChanged(path: string, before: string, after: string): Promise<boolean> {
  try {
    const target = await followLinks(path);
    return replaceUserFile(target, after, { mayReplace: () => readText(path) === before });
  } catch (error) {
    if (error instanceof TsRegError) throw error;
    throw errnoOf(error) === 'EBUSY'
      ? mountedFile(path, await followLinks(path))
      : unwritable(path, errnoOf(error) ?? 'unknown');
  }
}

/** Where a path leads; a link may name a file that is still to be made, as dotfile managers leave them. */
async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < 40; links += 1) {
    const linked = await readlink(target).catch(() => undefined);
    if (linked === undefined) return target;
    target = resolve(await realpath(dirname(target)), linked);
  }
  throw unusable(path, 'is a symbolic link to itself');
}

const wordsFor = {
  folder: 'is not a file',
  special: 'is not a file',
  large: `is larger than ${largestFile} bytes`,
  endless: 'cannot be read',
} as const;

function knownHome(homeFolder: string, variable: string): string {
  if (isAbsolute(homeFolder)) return homeFolder;
  const reason = homeFolder === '' ? 'is not set' : `is not an absolute path: ${JSON.stringify(homeFolder)}`;
  throw new TsRegError('usage', `cannot determine where the configuration is: HOME ${reason}`, {
    hint: hint`export ${variable}=/path`,
  });
}

/** A file that is a mount of its own, as `docker run --volume FILE:FILE` makes it, cannot be replaced (rename(2)). */
function mountedFile(path: string, target: string): TsRegError {
  const folder = dirname(target);
  return new TsRegError('io', `${path} cannot be replaced, because the file is a mount of its own (EBUSY)`, {
    hint: hint`mount the directory ${folder} instead of the file, or run this command where the file is not a mount`,
  });
}

/** A missing file cannot be looked at: as with HOME=/ in a container, only another place helps. */
function unwritable(path: string, code: string): TsRegError {
  if (existsSync(path) || !['EACCES', 'EPERM', 'EROFS'].includes(code))
    return unusable(path, `cannot be written (${code})`);
  return new TsRegError('io', `${path} cannot be written (${code})`, {
    hint:
      basename(path) === 'config.json'
        ? hint`export DOCKER_CONFIG=/path/to/a/writable/folder`
        : hint`export REGISTRY_AUTH_FILE=/path/to/a/writable/folder/auth.json`,
  });
}

function unusable(path: string, reason: string): TsRegError {
  return new TsRegError('io', `${path} ${reason}`, { hint: hint`ls -l ${path}` });
}
