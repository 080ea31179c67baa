/** The few facts about the process that the hot path needs. */
import type { Environment } from '../../system/environment.js';
import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

export interface ProcessHome {
  readonly environment: Environment;
  readonly platform: string;
  /** Empty when unknown. */
  readonly homeFolder: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Without HOME, as in a unit of systemd, the home folder is the one that docker takes: the password database's. */
export function processHome(process: NodeJS.Process): ProcessHome {
  const home = process.platform === 'win32' ? process.env['USERPROFILE'] : process.env['HOME'];
  const homeFolder = home ? home : homeInDatabase();
  return { environment: process.env, platform: process.platform, homeFolder, now: Date.now() };
}

/** Empty for a user that the database does not have, as in a container that runs under any number. */
function homeInDatabase(): string {
  try {
    const { homedir } = userInfo();
    return isAbsolute(homedir) ? homedir : '';
  } catch {
    return '';
  }
}
