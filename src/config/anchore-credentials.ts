/** anchore-cli's credentials file: `default:` with ANCHORE_CLI_* names (anchore-cli README, "credentials.yaml"). */
import { posix, win32 } from 'node:path';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { readableByOthers } from './file-warning.js';
import { wrongValue } from './setting-values.js';
import { readYamlFile, type YamlMapping, type YamlValue } from './yaml-file.js';

export interface AnchoreCredentials {
  readonly file: string;
  /** By ANCHORE_CLI_* name; may hold a password. */
  readonly values: ReadonlyMap<string, string>;
  /** A line for people, when other users can read the password in the file. */
  readonly warning: string | undefined;
}

export interface CredentialsPlace {
  /** What `--config` or ANCHORE_CLI_CONFIG names; undefined: `~/.anchore/credentials.yaml`. */
  readonly named: string | undefined;
  /** The URL comes from elsewhere, so a named file that is missing changes nothing of where the command goes. */
  readonly isUrlGiven: boolean;
  /** Empty when unknown. */
  readonly homeFolder: string;
  /** `process.platform`. */
  readonly platform: string;
}

/**
 * Reads the credentials file; undefined when none was named and the default one does not exist.
 * Unknown keys belong to anchore-cli and are ignored.
 * @throws {TsRegError} `io` or `usage` that names the file: a named file that is missing, unreadable, not of this form.
 */
export async function readAnchoreCredentials(place: CredentialsPlace): Promise<AnchoreCredentials | undefined> {
  const file = place.named ?? usualFile(place);
  if (file === undefined) return undefined;
  const found = await readYamlFile(file, { pipe: true });
  if (found === undefined) {
    if (place.named === undefined) return undefined;
    if (place.isUrlGiven) return { file, values: new Map(), warning: `${file} does not exist, and was ignored` };
    // anchore-cli continues here, with another deployment than the one in the file.
    throw new TsRegError('io', `cannot read ${file}: there is no such file`, {
      hint: hint`pass a credentials file of anchore-cli with --config or ANCHORE_CLI_CONFIG`,
    });
  }
  const values = readDefaults(found.mapping, file);
  const warning = readableByOthers({ path: file, mode: found.mode, platform: place.platform });
  return { file, values, warning: values.has('ANCHORE_CLI_PASS') ? warning : undefined };
}

function usualFile({ homeFolder, platform }: CredentialsPlace): string | undefined {
  return homeFolder === ''
    ? undefined
    : (platform === 'win32' ? win32 : posix).join(homeFolder, '.anchore', 'credentials.yaml');
}

function readDefaults(mapping: YamlMapping, file: string): ReadonlyMap<string, string> {
  const defaults: YamlValue = mapping.get('default');
  if (defaults === undefined) return new Map();
  const example = hint`default: { ANCHORE_CLI_USER: admin }`;
  if (!(defaults instanceof Map)) throw wrongValue({ name: `default in ${file}`, example }, 'a mapping');
  const values = new Map<string, string>();
  for (const [key, value] of defaults) {
    if (!key.startsWith('ANCHORE_CLI_') || value === undefined) continue;
    if (typeof value !== 'string')
      throw wrongValue({ name: `an ANCHORE_CLI_* key in ${file}`, example }, 'a single value');
    values.set(key, value);
  }
  return values;
}
