/**
 * Looks at the files that the AWS SDK reads by itself, before it does: the SDK waits without end for the writer of a
 * named pipe, and reads a device until the memory is full.
 */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TsRegError } from '../errors.js';
import type { AwsIdentity } from '../registry/identity.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { readBoundedFile, UnreadableFile } from '../system/read-file.js';

/** Bytes. */
const largestConfiguration = 4_194_304;
const largestToken = 262_144;
/** A profile may name such files (AWS SDKs reference guide, "Settings reference"). */
const fileSetting = /^[ \t]{0,64}(?:web_identity_token_file)[ \t]{0,64}=(.*)$/;

/**
 * Returns when every file that the SDK may open for this identity is a regular one, of a size that can be, or missing:
 * what is missing or closed to us the SDK itself tells.
 * @throws {TsRegError} `io` that names the path and the variable or file that led there.
 */
export function requireReadableAwsFiles(identity: AwsIdentity, environment: Environment): void {
  const home = named(environment['HOME'], homedir());
  const shared = [
    read('AWS_CONFIG_FILE', named(environment['AWS_CONFIG_FILE'], join(home, '.aws', 'config')), largestConfiguration),
    read(
      'AWS_SHARED_CREDENTIALS_FILE',
      named(environment['AWS_SHARED_CREDENTIALS_FILE'], join(home, '.aws', 'credentials')),
      largestConfiguration,
    ),
  ];
  if (identity.kind === 'keys') return;
  for (const path of shared.flatMap(filesNamedIn)) read('web_identity_token_file', path, largestToken);
  for (const name of ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']) {
    const path = environment[name];
    if (path) read(name, path, largestToken);
  }
  const caches = [
    join(home, '.aws', 'sso', 'cache'),
    named(environment['AWS_LOGIN_CACHE_DIRECTORY'], join(home, '.aws', 'login', 'cache')),
  ];
  for (const folder of caches) for (const path of cachedIn(folder)) read('AWS sign-in cache', path, largestToken);
}

/** An empty variable counts as not set. */
function named(value: string | undefined, otherwise: string): string {
  return value === undefined || value === '' ? otherwise : value;
}

function filesNamedIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const path = fileSetting.exec(line)?.[1]?.trim() ?? '';
    return path === '' ? [] : [path];
  });
}

function cachedIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function read(origin: string, path: string, largest: number): string {
  try {
    return readBoundedFile(path, { largest, nullDevice: true }).bytes.toString('utf8');
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.kind === 'folder') return '';
    throw new TsRegError('io', `cannot read ${path} (${origin}): ${error.message}`, {
      hint: hint`ls -ld ${path}`,
      detail: { path },
    });
  }
}
