/** What a setting may hold: texts of files and variables turned into values, with errors that never quote them. */
import { posix, win32 } from 'node:path';
import { type Hint, TsRegError } from '../errors.js';
import type { StoreSetting } from '../registry/store-setting.js';
import { Secret } from '../secret.js';
import { hint, joinHints } from '../system/hint.js';
import { timeLimits } from '../system/time-limits.js';

/** Where a text was found, for errors. */
export interface SettingPlace {
  /** `timeout in /home/me/.config/ts-reg/config.yaml`, or the name of a variable. */
  readonly name: string;
  /** A right line: `timeout: 15`. */
  readonly example: Hint;
}

/** The error for a text that a setting cannot hold; `wanted` says what it can. */
export function wrongValue(place: SettingPlace, wanted: string): TsRegError {
  return new TsRegError('usage', `${place.name} must be ${wanted}`, {
    hint: joinHints(hint`for example: `, place.example),
  });
}

/**
 * A switch as people write it: `True`, `yes`, `on`, `y`, `1` and their opposites, in any case (YAML 1.1 and
 * anchore-cli).
 * @throws {TsRegError} `usage` for any other text.
 */
export function parseSwitch(text: string, place: SettingPlace): boolean {
  const word = text.trim().toLowerCase();
  if (['true', 'yes', 'on', 'y', '1'].includes(word)) return true;
  if (['false', 'no', 'off', 'n', '0'].includes(word)) return false;
  throw wrongValue(place, 'yes or no');
}

/**
 * A time in milliseconds, from seconds (`15`, `2.5`, `15s`) or `500ms` or `2m`; between 100 ms and 10 minutes.
 * @throws {TsRegError} `usage` for any other text.
 */
export function parseTimeout(text: string, place: SettingPlace): number {
  const [, amount, unit = 's'] = /^([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(ms|s|m)?$/.exec(text.trim()) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000 }[unit] ?? Number.NaN;
  const milliseconds = Math.round(Number(amount) * factor);
  if (milliseconds >= timeLimits.shortestTimeout && milliseconds <= timeLimits.longestTimeout) return milliseconds;
  throw wrongValue(place, 'a time from 0.1 to 600 seconds');
}

/**
 * Where records are kept: `file`, or the URL of a PostgreSQL database.
 * @throws {TsRegError} `usage` for any other text.
 */
export function parseStore(text: string, place: SettingPlace): StoreSetting {
  if (text === 'file') return { kind: 'file' };
  if (/^postgres(?:ql)?:\/\/[^\s]+$/.test(text)) return { kind: 'postgres', url: new Secret(text) };
  throw wrongValue(place, 'file or the URL of a PostgreSQL database (postgres://…)');
}

/**
 * The base64 text of a 32-byte key, blanks around it removed.
 * Only the one right spelling is taken: stray bits at the end would make two texts of one key.
 * @throws {TsRegError} `usage` for any other text.
 */
export function parseKey(text: string, place: SettingPlace): Secret {
  const key = text.trim();
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length === 32 && bytes.toString('base64') === key) return new Secret(key);
  throw wrongValue(place, 'the base64 text of 32 bytes');
}

/**
 * An `http(s)://HOST[:PORT][/PATH]` URL, as written.
 * @throws {TsRegError} `usage` for anything else; user names and passwords do not belong into it.
 */
export function parseServiceUrl(text: string, place: SettingPlace): string {
  if (/^https?:\/\/[^/?#]*@/i.test(text)) throw wrongValue(place, 'a URL without user name and password');
  if (
    /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:\/[\w.~%/-]*)?$/i.test(text) &&
    URL.canParse(text)
  )
    return text;
  throw wrongValue(place, 'a URL that begins with https:// or http://');
}

/** What a relative path or `~/` in a file refers to. */
export interface PathBase {
  /** Folder of the file that names the path. */
  readonly folder: string;
  readonly homeFolder: string;
  /** `process.platform`. */
  readonly platform: string;
}

/** A path as people write it: `~/` is the home folder, a relative one begins beside the file that names it. */
export function resolvePath(text: string, base: PathBase): string {
  const path = base.platform === 'win32' ? win32 : posix;
  if (/^~[/\\]/.test(text) && base.homeFolder !== '') return path.join(base.homeFolder, text.slice(2));
  return path.isAbsolute(text) ? text : path.join(base.folder, text);
}
