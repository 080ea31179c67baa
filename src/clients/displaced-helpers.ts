/**
 * Remembers which helper ts-reg took the place of in a configuration of docker or podman, so that
 * `configure-docker --remove` can put it back. In a file of our own: docker and podman drop keys that they do not know.
 */
import { dirname } from 'node:path';
import { TsRegError } from '../errors.js';
import { errnoOf } from '../system/file-error.js';
import { requireOwnFolder } from '../system/own-folder.js';
import { readPrivateFile } from '../system/private-file.js';
import { replaceUserFile } from '../system/user-file.js';
import { type JsonValue, wholeJsonValue } from './json-text.js';

/** Key of `credHelpers` → the helper that was named there before. */
export type DisplacedHelpers = ReadonlyMap<string, string>;

/**
 * What is remembered of the configuration at `path`; nothing where `file` is missing or says nothing that can be read.
 * @throws {TsRegError} `io` for a file or folder that is not ours: what it says would be run by docker.
 */
export function displacedIn(file: string, path: string): DisplacedHelpers {
  requireOwnFolder(dirname(file));
  return new Map(Object.entries(read(file)[path] ?? {}));
}

/** Replaces what is remembered of the configuration at `path`. @throws {TsRegError} `io`. */
export function rememberDisplaced(file: string, path: string, helpers: DisplacedHelpers): void {
  requireOwnFolder(dirname(file));
  const others = Object.entries(read(file)).filter(([other]) => other !== path);
  const entry: [string, object][] = helpers.size === 0 ? [] : [[path, Object.fromEntries(helpers)]];
  const all = Object.fromEntries<object>([...others, ...entry]);
  try {
    replaceUserFile(file, `${JSON.stringify(all, undefined, 2)}\n`);
  } catch (error) {
    throw new TsRegError('io', `${file} cannot be written (${errnoOf(error) ?? 'unknown'})`);
  }
}

function read(file: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const root = wholeJsonValue(readPrivateFile(file)?.bytes.toString('utf8') ?? '');
  return root?.kind === 'object'
    ? Object.fromEntries(root.members.map(({ key, value }) => [key, stringsIn(value)]))
    : {};
}

function stringsIn(value: JsonValue): Readonly<Record<string, string>> {
  if (value.kind !== 'object') return {};
  return Object.fromEntries(
    value.members.flatMap(({ key, value: helper }) => (helper.kind === 'string' ? [[key, helper.text]] : [])),
  );
}
