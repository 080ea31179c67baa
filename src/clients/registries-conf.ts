/** What podman's registries.conf(5) says of credential helpers. */
import { readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../system/environment.js';
import { readBoundedFile } from '../system/read-file.js';

/** Bytes. */
const largestFile = 1_048_576;

/**
 * Whether podman asks ts-reg before it looks into any file: `credential-helpers = ["ts-reg", …]`. The last file that
 * has the key decides: registries.conf, the drop-ins of the system, those of the user.
 */
export function asksTsRegFirst(environment: Environment, homeFolder: string): boolean {
  const named = environment['CONTAINERS_REGISTRIES_CONF'];
  if (named) return firstHelper([named]) === 'ts-reg';
  const base = environment['XDG_CONFIG_HOME'];
  const folder = join(base && isAbsolute(base) ? base : join(homeFolder, '.config'), 'containers');
  const users = join(folder, 'registries.conf');
  const main = textOf(users) === undefined ? '/etc/containers/registries.conf' : users;
  const dropIns = ['/etc/containers/registries.conf.d', join(folder, 'registries.conf.d')].flatMap(confFilesIn);
  return firstHelper([main, ...dropIns]) === 'ts-reg';
}

function firstHelper(paths: readonly string[]): string | undefined {
  return paths.map((path) => firstIn(textOf(path) ?? '')).findLast((helper) => helper !== undefined);
}

/** Comments and tables of TOML are not read: the key stands at the top, at the beginning of a line. */
function firstIn(text: string): string | undefined {
  return /^[ \t]*credential-helpers[ \t]*=[ \t]*\[\s*["']([^"'\s]+)["']/m.exec(text)?.[1];
}

function confFilesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.conf'));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Undefined for a file that is missing or cannot be read. */
function textOf(path: string): string | undefined {
  try {
    return readBoundedFile(path, { largest: largestFile }).bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
