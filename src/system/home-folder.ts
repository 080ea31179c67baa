/** The home folder of the user, for any way to start the process. */
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Environment } from './environment.js';

/**
 * HOME (USERPROFILE on Windows) as it is, else the folder of the password database, which docker takes too: a unit of
 * systemd has no HOME. Empty for a user that the database does not have, as in a container that runs under any number.
 */
export function homeFolderOf(environment: Environment, platform: string): string {
  const home = environment[platform === 'win32' ? 'USERPROFILE' : 'HOME'];
  return home ? home : homeInDatabase();
}

function homeInDatabase(): string {
  try {
    const { homedir } = userInfo();
    return isAbsolute(homedir) ? homedir : '';
  } catch {
    return '';
  }
}
