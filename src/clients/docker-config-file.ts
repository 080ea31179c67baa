/**
 * Docker's configuration as a file: found, read and replaced whole, as docker does it (docker/cli `configfile.Save`).
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { readBoundedFile, UnreadableFile } from '../system/read-file.js';

/** Environment variables, passed in. */
type Environment = Readonly<Record<string, string | undefined>>;

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
export async function readConfigFile(path: string): Promise<string> {
  const bytes = await Promise.resolve()
    .then(() => readBoundedFile(path, { largest: largestFile, nullDevice: true }).bytes)
    .catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
      throw unusable(
        path,
        error instanceof UnreadableFile ? wordsFor[error.kind] : `cannot be read (${codeOf(error)})`,
      );
    });
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
  throw unusable(path, 'is being changed by somebody else all the time');
}

/** docker takes no lock: the best that can be done is to look once more right before the file is replaced. */
async function replaceUnlessChanged(path: string, before: string, after: string): Promise<boolean> {
  try {
    const target = await followLinks(path);
    await makeFolder(dirname(target));
    return await replace(target, after, async () => (await readConfigFile(path)) === before);
  } catch (error) {
    if (error instanceof TsRegError) throw error;
    throw codeOf(error) === 'EBUSY' ? mountedFile(path) : unusable(path, `cannot be written (${codeOf(error)})`);
  }
}

/** Step by step: `mkdir` with `recursive` never returns where a folder cannot be made and says ENOENT, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const make = (): Promise<string> => mkdir(folder, { mode: 0o700 }).then(() => '', codeOf);
  let failure = await make();
  if (failure === 'ENOENT' && dirname(folder) !== folder) {
    await makeFolder(dirname(folder));
    failure = await make();
  }
  if (failure !== '' && failure !== 'EEXIST')
    throw Object.assign(new Error('folder cannot be made'), { code: failure });
}

/** Where a path leads; a link may name a file that is still to be made, as dotfile managers leave them. */
async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < 40; links += 1) {
    const linked = await readlink(target).catch(() => undefined);
    if (linked === undefined) return target;
    target = resolve(await realpath(dirname(target)), linked);
  }
  throw unusable(path, 'is a link to itself');
}

async function replace(target: string, text: string, isUnchanged: () => Promise<boolean>): Promise<boolean> {
  const before = await stat(target).catch(() => undefined);
  const temporary = `${target}.${randomBytes(8).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    try {
      await file.writeFile(text);
      if (before) await keepOwner(file, before);
      await file.chmod(before ? before.mode & 0o777 : 0o600);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await isUnchanged())) return false;
    await rename(temporary, target);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** With sudo the file stays its owner's; who may not give files away owns what he writes. */
async function keepOwner(file: Awaited<ReturnType<typeof open>>, before: { uid: number; gid: number }): Promise<void> {
  const own = await file.stat();
  if (own.uid !== before.uid || own.gid !== before.gid) await file.chown(before.uid, before.gid);
}

const wordsFor = {
  folder: 'is not a file',
  special: 'is not a file',
  large: `is larger than ${largestFile} bytes`,
  endless: 'cannot be read',
} as const;

function knownHome(homeFolder: string, variable: string): string {
  if (homeFolder !== '') return homeFolder;
  throw new TsRegError('usage', 'cannot tell where the configuration is: HOME is not set', {
    hint: hint`export ${variable}=/path`,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

/** A file that is a mount of its own, as `docker run --volume FILE:FILE` makes it, cannot be replaced (rename(2)). */
function mountedFile(path: string): TsRegError {
  const folder = dirname(path);
  return new TsRegError('io', `${path} cannot be replaced, because the file is a mount of its own (EBUSY)`, {
    hint: hint`mount the directory ${folder} instead of the file, or run this command where the file is not a mount`,
  });
}

function unusable(path: string, reason: string): TsRegError {
  return new TsRegError('io', `${path} ${reason}`, { hint: hint`ls -l ${path}` });
}
